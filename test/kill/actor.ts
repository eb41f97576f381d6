// A worker, a survivor, a canceller or a scheduler: a process that does what its orders say, and kills
// or freezes itself where they say it. Started by actor-process.ts.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createSqlite, openSqlite } from '../../src/adapters/sqlite/index.js';
import {
  type CampaignQueue,
  type CampaignRecord,
  createCampaigns,
  createDispatcher,
  type Deliver,
  type DeliveryOutcome,
  type JobAnswer,
  outcomeOfHttpStatus,
  type Recipient,
  systemClock,
} from '../../src/service/index.js';
import type { CampaignData, Orders } from './actor-process.js';
import { type Pass, passing } from './kill-point.js';
import { createOutsidePorts } from './outside-ports.js';
import { watchConnection, watchPorts } from './watch-ports.js';

/** How long a survivor leaves a campaign alone that it must not touch yet. */
const lookAgainMs = 10;
const retryInMs = 20;

const orders = JSON.parse(process.argv[2] ?? 'null') as Orders;
const never = new AbortController().signal;

let reached: Pass = () => {};
const pass: Pass = (when, step) => reached(when, step);

const sqlite = createSqlite({
  open: () => watchConnection(openSqlite(orders.database), pass),
});
await sqlite.migrate();
// What comes before is the same for everybody and no part of the story.
reached = passing(orders.point);

const dataOf = ({ data }: CampaignRecord) => data as CampaignData;
const outside = orders.outside === null ? {} : createOutsidePorts(orders.outside);
const ports = watchPorts({ ...sqlite, ...outside }, pass);

/** Hands out only what the parent has let go. */
const gated = (queue: CampaignQueue): CampaignQueue => {
  const released = new Set<string>();
  process.on('message', (campaignId: string) => released.add(campaignId));
  const wait: JobAnswer = { done: false, retryInMs: lookAgainMs };
  return {
    ...queue,
    consume: (handler, options) =>
      queue.consume(async (id) => (released.has(id) ? handler(id) : wait), options),
  };
};

const agent = new Agent({ keepAlive: true });

const push: Deliver<Recipient> = ({ id }, { signal, campaign }) =>
  new Promise<DeliveryOutcome>((resolve, reject) => {
    pass('before', 'request');
    const posted = request(`${orders.origin}/push/${campaign.id}/${id}`, {
      method: 'POST',
      agent,
      headers: { 'x-worker': orders.worker },
      ...(dataOf(campaign).cutsShort ? { signal } : {}),
    });
    posted.on('finish', () => pass('after', 'request'));
    posted.on('response', (response) => {
      response.resume();
      pass('after', 'answer');
      resolve(outcomeOfHttpStatus(response.statusCode ?? 0, retryInMs));
    });
    posted.on('error', reject);
    posted.end();
  });

const campaigns = createCampaigns({ ...ports, queue: gated(ports.queue) });
const dispatcher = createDispatcher({
  campaigns,
  recipients: (campaign) =>
    Array.from({ length: dataOf(campaign).audience }, (_, index) => ({ id: `r${index}` })),
  deliver: push,
  worker: orders.worker,
  concurrency: 2,
  chunkSize: 4,
  leaseMs: orders.leaseMs,
  sweepMs: 100,
});

const { campaignId } = orders;
const carryOut: Record<Orders['role'], () => Promise<unknown>> = {
  survivor: () => dispatcher.run(never),
  worker: async () => {
    for (;;) {
      const answer = await dispatcher.runCampaign(campaignId, never);
      if (answer.done) return;
      await systemClock.sleep(answer.retryInMs);
    }
  },
  canceller: async () => {
    await campaigns.cancel(campaignId, { by: orders.worker, commandId: orders.worker });
    await campaigns.relay();
  },
  scheduler: async () => {
    await campaigns.schedule(campaignId, { by: orders.worker, commandId: orders.worker });
    await campaigns.relay();
  },
};

process.on('disconnect', () => process.exit());
process.send?.('ready');
if (orders.role !== 'survivor') await once(process, 'message');
await carryOut[orders.role]();
process.exit();
