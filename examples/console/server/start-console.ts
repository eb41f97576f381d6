import { createCampaigns } from 'campaign-machine/service';
import { createPushClient } from '../../push/push-client.js';
import type { PushEndpointOptions } from '../../push/push-endpoint-process.js';
import { dataPaths, openDatabase } from '../../shared/data-folder.js';
import { createCampaignViews } from './campaign-views.js';
import { createChanges } from './changes.js';
import { openConsoleFile } from './console-file.js';
import { consolePaths } from './console-paths.js';
import { listen } from './http-server.js';
import { createInspection } from './inspection.js';
import { keepEndpointRunning } from './local-endpoint.js';
import { createNews } from './news.js';
import { createPlots } from './plots.js';
import { createPublicLookup } from './public-address.js';
import { createSender } from './sender.js';
import { createStoredSubscriptions } from './stored-subscriptions.js';
import { readOrMakeVapidKeys } from './vapid-keys.js';
import { createWebApp } from './web-app.js';

export interface ConsoleOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The folder for everything that is kept. */
  readonly data: string;
  /** The folder with the built pages. */
  readonly pages: string;
  /** Has the page that shows what happens to campaigns. `host` is to be a loopback one then. */
  readonly inspect?: boolean;
  /** How the local push endpoint behaves. */
  readonly endpoint?: Pick<PushEndpointOptions, 'delayMs' | 'goneFraction' | 'throttledFraction'>;
  /** How long a command waits for the database; 5,000 if left out. */
  readonly busyTimeoutMs?: number;
  /** Something was survived that an operator should know of. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Console {
  readonly port: number;
  readonly endpointOrigin: string;
  readonly endpointPid: number;
  /** Answers what was asked, finishes what is on its way, gives the rest back, and resolves. */
  stop(): Promise<void>;
}

/** What was opened, to be closed in the opposite order, each of it whatever the others do. */
const createClosing = (onTrouble: (error: unknown) => void) => {
  const steps: (() => unknown)[] = [];
  return {
    onClose: (step: () => unknown) => void steps.unshift(step),
    async close(): Promise<void> {
      for (const step of steps.splice(0)) await Promise.resolve().then(step).catch(onTrouble);
    },
  };
};

type Closing = ReturnType<typeof createClosing>;

/** What goes on in the background from the start until the end. */
const createWork = () => {
  const ending = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    begin(work: (signal: AbortSignal) => Promise<unknown>): void {
      running = work(ending.signal);
    },
    async end(): Promise<void> {
      ending.abort();
      await running;
    },
  };
};

const open = async (
  options: ConsoleOptions,
  { onClose }: Closing,
): Promise<Omit<Console, 'stop'>> => {
  const { data, host, port, pages, onTrouble } = options;
  const [shared, own] = [dataPaths(data), consolePaths(data)];

  const database = await openDatabase(data, options.busyTimeoutMs);
  onClose(() => database.close());
  const inspection = options.inspect ? createInspection(host) : undefined;
  const tellTrouble = { onTrouble: ({ error }: { readonly error: unknown }) => onTrouble(error) };
  const observe = inspection ? [tellTrouble, inspection.observer] : tellTrouble;
  const campaigns = createCampaigns({ ...database, observe });
  const uploads = openConsoleFile(own.file, 'full');
  onClose(() => uploads.close());
  const subscriptions = createStoredSubscriptions(uploads);
  const points = openConsoleFile(own.file, 'normal');
  onClose(() => points.close());
  const plots = createPlots(points);

  const vapidKeys = await readOrMakeVapidKeys(own.vapidKeys);
  const vapidPublicKey = vapidKeys.publicKey;
  const endpoint = await keepEndpointRunning(
    { ...options.endpoint, vapidPublicKey, arrivalsFolder: shared.arrivals },
    onTrouble,
  );
  onClose(() => endpoint.stop());
  const client = createPushClient({ vapidKeys, connectionsMax: 50, lookup: createPublicLookup() });
  onClose(() => client.close());

  const views = createCampaignViews(campaigns, plots);
  const news = createNews({ inspects: inspection !== undefined });
  const changes = createChanges({ path: shared.database, views, plots, news, onTrouble });
  onClose(() => changes.close());
  const sender = createSender({ campaigns, subscriptions, client, endpoint });
  const work = createWork();
  onClose(() => work.end());

  const parts = { campaigns, subscriptions, endpoint, views, news };
  const app = createWebApp({ parts, pages, host, inspects: inspection !== undefined, onTrouble });
  const handleUpgrade = inspection?.handleUpgrade;
  const server = await listen(app, { host, port, handleUpgrade });
  // Not before: a second start on a port that is taken must not have begun to send.
  work.begin((signal) => Promise.all([changes.run(signal), sender.run(signal)]));
  onClose(() => {
    news.close();
    inspection?.close();
    return server.stop();
  });
  return {
    port: server.port,
    endpointOrigin: endpoint.origin(),
    endpointPid: endpoint.pid(),
  };
};

/** Starts the console: its database, its push endpoint, its worker and its HTTP server. */
export const startConsole = async (options: ConsoleOptions): Promise<Console> => {
  const closing = createClosing(options.onTrouble);
  try {
    return { ...(await open(options, closing)), stop: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
};
