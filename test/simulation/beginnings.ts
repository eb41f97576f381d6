import type { Work } from './scenario.js';
import { campaignId, startMs, type World } from './world.js';

/**
 * How far a campaign is when the processes begin:
 * - `scheduled`: ready, its enqueue not carried out.
 * - `queued`: ready, with a job in the queue.
 * - `sending`: started, and whoever did it is gone.
 * - `written`: sending, with its audience written and sealed.
 */
export type Beginning = 'scheduled' | 'queued' | 'sending' | 'written';

const write = async ({ memory: { ledger } }: World, { audience, chunkSize }: Work) => {
  const lease = { campaignId, token: 'setup/lease' };
  await ledger.takeLease({ ...lease, worker: 'setup', ttlMs: 1000, exclusive: false });
  await ledger.ownAudience(lease);
  for (let at = 0; at < audience.length; at += chunkSize) {
    const ids = audience.slice(at, at + chunkSize);
    await ledger.append(
      lease,
      ids.map((id) => ({ id })),
    );
  }
  await ledger.seal(lease);
  await ledger.endLease(lease);
};

/** Brings the one campaign of a world to where a scenario begins, with the code under test. */
export const beginAt = async (
  world: World,
  from: Beginning,
  options: Work & { readonly dueInMs: number },
): Promise<void> => {
  const { store, ledger, queue, signals } = world.memory;
  let ids = 0;
  const campaigns = world.subject.createCampaigns({
    store,
    ledger,
    queue,
    signals,
    carryOutAtOnce: false,
    clock: world.clock,
    newId: () => {
      ids += 1;
      return `setup/${ids}`;
    },
  });
  await campaigns.create({ id: campaignId });
  await campaigns.schedule(campaignId, { at: new Date(startMs + options.dueInMs) });
  if (from === 'scheduled') return;
  await campaigns.relay();
  if (from === 'queued') return;
  await campaigns.start(campaignId);
  if (from === 'written') await write(world, options);
};
