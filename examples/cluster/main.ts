// A cluster: one API, several workers and a push endpoint, each a process of its own, over PostgreSQL.
// `npm run cluster -- --help` tells the options, docs/guides/several-machines.md what to try.
//
// Where to look: start-cluster.ts starts the processes and keep-running.ts starts them again;
// child-process.ts is what API and workers have in common, api.ts and worker-process.ts what they do;
// open-campaigns.ts puts the package together with a queue. metrics.ts, logging.ts and tracing.ts are
// observers to copy; store-metrics.ts and stop-times.ts are what only the database can say.
import { once } from 'node:events';
import { runServer } from '../shared/run-server.js';
import { createLogger } from './logging.js';
import { checkServers } from './servers.js';
import { parseSettings, type Settings, usage } from './settings.js';
import { startCluster } from './start-cluster.js';

// Beside the lines of JSON on the standard output, for who started it by hand.
const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const run = async (settings: Settings, interruption: AbortSignal): Promise<void> => {
  await checkServers(settings);
  const log = createLogger('supervisor');
  const { api, workers, endpoint, stop } = await startCluster(settings, log);
  log.info({ api, workers, endpoint, queue: settings.queue }, 'ready');
  tell(`API            ${api}
Workers        ${workers.join(' ')}
Push endpoint  ${endpoint}
Ctrl-C ends it; what is being sent then goes on with the next start.`);
  if (!interruption.aborted) await once(interruption, 'abort');
  await stop();
  log.info('ended');
};

process.exitCode = await runServer({ name: 'cluster', usage, parse: parseSettings, run });
