import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VapidKeys } from 'web-push';
import { readOrMakeVapidKeys } from '../console/server/vapid-keys.js';
import { startPushEndpoint } from '../push/push-endpoint-process.js';
import { type Kept, keepRunning, type Running } from './keep-running.js';
import type { Logger } from './logging.js';
import type { Settings } from './settings.js';
import { startChild } from './start-child.js';

/** One subscriber in a hundred is gone, and one in a hundred is tried twice: as it is in life. */
const unreliable = { goneFraction: 0.01, throttledFraction: 0.01 };

/** What runs, and where. */
export interface Cluster {
  readonly api: string;
  readonly endpoint: string;
  readonly workers: readonly string[];
  /** Ends all of it in order. */
  stop(): Promise<void>;
}

// Asked for again on the same port, where whoever watches or sends looks for it.
const onOnePort = (port: number, start: (port: number) => Promise<Running>) => {
  let known = port;
  return async (): Promise<Running> => {
    const running = await start(known);
    known = Number(new URL(running.origin).port);
    return running;
  };
};

const startEndpoint =
  ({ data, delayMs }: Settings, { publicKey }: VapidKeys) =>
  async (port: number): Promise<Running> => {
    const arrivalsFolder = join(data, 'arrivals');
    const options = { ...unreliable, delayMs, vapidPublicKey: publicKey, arrivalsFolder, port };
    const { pid, origin, lost, stop } = await startPushEndpoint(options);
    const ended = new Promise((resolve) => lost.addEventListener('abort', resolve));
    return { pid, origin, ended, stop };
  };

/** Starts the push endpoint, the API and the workers, and keeps each of them running. */
export const startCluster = async (settings: Settings, log: Logger): Promise<Cluster> => {
  await mkdir(join(settings.data, 'arrivals'), { recursive: true });
  const vapidKeys = await readOrMakeVapidKeys(join(settings.data, 'vapid-keys.json'));
  const senders: Kept[] = [];
  const portAt = (offset: number) => (settings.port === 0 ? 0 : settings.port + offset);

  const endpoint = await keepRunning(
    'push-endpoint',
    onOnePort(portAt(settings.workers + 1), startEndpoint(settings, vapidKeys)),
    log,
  );

  const stop = async (): Promise<void> => {
    await Promise.all(senders.map((kept) => kept.stop()));
    // Last: it has to answer what is on its way.
    await endpoint.stop();
  };

  const keep = async (program: 'api-process' | 'worker-process', name: string, offset: number) => {
    const endpointOrigin = endpoint.first.origin;
    const start = onOnePort(portAt(offset), (port) =>
      startChild(program, { ...settings, name, port, vapidKeys, endpointOrigin }),
    );
    const kept = await keepRunning(name, start, log).catch((error: Error) => {
      throw new Error(`${name} could not be started. ${error.message}`);
    });
    senders.push(kept);
    return kept.first.origin;
  };

  try {
    // First, so that one process migrates and makes the queue, and the others find it done.
    const api = await keep('api-process', 'api', 0);
    const numbers = Array.from({ length: settings.workers }, (_, index) => index + 1);
    const started = await Promise.allSettled(
      numbers.map((number) => keep('worker-process', `worker-${number}`, number)),
    );
    const workers = started.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
    return { api, workers, endpoint: endpoint.first.origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
