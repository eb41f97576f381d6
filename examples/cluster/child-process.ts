import { once } from 'node:events';
import { trace } from '@opentelemetry/api';
import type { CampaignObserver } from 'campaign-machine/service';
import { Hono } from 'hono';
import type { Registry } from 'prom-client';
import { type HttpServer, listen } from '../console/server/http-server.js';
import { createHealth } from './health.js';
import { createLogger, createLogging, errorCodes, type Logger } from './logging.js';
import { createMetrics, type Metrics } from './metrics.js';
import { createMetricsPage } from './metrics-page.js';
import { type OpenCampaigns, openCampaigns } from './open-campaigns.js';
import type { ProcessSettings, Ready } from './process-settings.js';
import { createTracing } from './tracing.js';

/** What a process of the cluster is made of, whatever its job is. */
export interface Parts extends OpenCampaigns {
  readonly settings: ProcessSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Aborts when the process is to end. */
  readonly ending: AbortSignal;
}

/** What a process does. */
export interface Work {
  /** What it answers beside health and metrics. */
  readonly pages?: Hono;
  /** Called before the metrics are read; says what there is beside the process's own. */
  readonly refresh?: () => Promise<readonly Registry[]>;
  /** Works until `ending` aborts. The process ends when it has. */
  run?(): Promise<void>;
}

/** A process's own part. */
export interface Job {
  /** Who watches beside logs, metrics and traces. */
  readonly observe?: CampaignObserver;
  begin(parts: Parts): Work;
}

type MakeJob = (metrics: Metrics) => Job;

/**
 * Aborts on SIGTERM, and when the supervisor is gone, however that ended. Not on SIGINT: a terminal sends
 * it to every process in it, and the supervisor is the one who tells the others.
 */
const listenForEnd = (): AbortSignal => {
  const ending = new AbortController();
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => ending.abort());
  process.on('disconnect', () => ending.abort());
  if (!process.connected) ending.abort();
  return ending.signal;
};

const untilAborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort');
};

const serve = async (
  { settings, metrics, checks }: Parts,
  { pages, refresh }: Work,
): Promise<HttpServer> => {
  const app = new Hono();
  app.route('/', createHealth(checks));
  app.route('/', createMetricsPage(metrics.registry, refresh));
  // Last: it answers for every other address.
  if (pages) app.mount('/', pages.fetch);
  return listen(app, { host: settings.host, port: settings.port, command: 'npm run cluster' });
};

const run = async (settings: ProcessSettings, makeJob: MakeJob): Promise<void> => {
  const ending = listenForEnd();
  const log = createLogger(settings.name);
  const metrics = createMetrics(settings.name);
  const logging = createLogging(log);
  // Costs nothing where no OpenTelemetry SDK was loaded (node --import).
  const tracing = createTracing(trace.getTracer('campaign-machine-cluster'));
  const job = makeJob(metrics);
  const own = job.observe ? [job.observe] : [];
  const observe = [metrics.observer, logging.observer, tracing.observer, ...own];
  const open = await openCampaigns({ settings, observe, metrics, log });
  const parts = { ...open, settings, log, metrics, ending };
  const work = job.begin(parts);
  const server = await serve(parts, work);
  const ready: Ready = { port: server.port };
  process.send?.(ready);
  log.info({ port: server.port }, 'ready');

  await (work.run?.() ?? untilAborted(ending));
  log.info('ending');
  await server.stop();
  await open.close();
  logging.flush();
  tracing.flush();
};

/** Runs one process of the cluster: waits for its settings, opens what it needs, works, ends in order. */
export const runChildProcess = async (makeJob: MakeJob): Promise<void> => {
  const [settings] = (await once(process, 'message')) as [ProcessSettings];
  try {
    await run(settings, makeJob);
    // The channel to the supervisor would keep it alive.
    process.exit(0);
  } catch (error) {
    const log = createLogger(settings.name);
    log.fatal(errorCodes(error), 'failed');
    process.stderr.write(`${settings.name}: ${(error as Error).message}\n`);
    process.exit(1);
  }
};
