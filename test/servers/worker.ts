import { setTimeout as sleep } from 'node:timers/promises';
import { createCampaigns, createDispatcher } from '../../src/service/index.js';
import { openBackend } from './backend.js';
import type { WorkerAssignment } from './worker-process.js';

// A worker as a service would run it. What it hands over is written down in a table at once, so that a
// kill loses none of it.

const assignment: WorkerAssignment = JSON.parse(process.argv[2] ?? '');
const { name, recipients } = assignment;
const backend = await openBackend(assignment);
const campaigns = createCampaigns(backend.ports);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());

const dispatcher = createDispatcher({
  campaigns,
  worker: name,
  recipients: () => Array.from({ length: recipients }, (_, index) => ({ id: `r${index}` })),
  deliver: async ({ id }, { campaign }) => {
    const text = 'insert into handed_over (campaign, recipient, worker) values ($1, $2, $3)';
    await backend.pool.query(text, [campaign.id, id, name]);
    await sleep(5);
  },
  concurrency: 10,
  chunkSize: 50,
  leaseMs: 5000,
  beatMs: 200,
  sweepMs: 200,
});

process.send?.('ready');
await dispatcher.run(stopping.signal);
await backend.close();
process.disconnect();
