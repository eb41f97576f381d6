import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart, expectRefusal } from './expect.js';
import { mustCommit, sendingCampaign } from './make-campaigns.js';
import { leaseOn, leaseRequest, ttlMs } from './make-deliveries.js';

/** What a lease holder leaves for the next, and for whoever counts. */
export const ledgerCheckpointCases: readonly CaseBody[] = [
  {
    name: 'expired leases are found in sending and after a cancel, a few at a time, once',
    run: async (system) => {
      const { ledger } = system;
      const sending = await sendingCampaign(system);
      const cancelled = await sendingCampaign(system);
      for (const id of [sending, cancelled]) await leaseOn(system, id);
      await mustCommit(system, cancelled, 'sending', 'CANCEL');
      const query = { limit: 1 };
      expectEqual(await ledger.expireLeases(query), [], 'what has expired at first');
      await system.advance(ttlMs);
      const live = await leaseOn(system, await sendingCampaign(system));
      const found = [await ledger.expireLeases(query), await ledger.expireLeases(query)];
      expectEqual(
        found.map((some) => some.length),
        [1, 1],
        'how many at a time',
      );
      const ids = found.flat().map(({ campaignId }) => campaignId);
      expectEqual(ids.sort(), [sending, cancelled].sort(), 'where they were');
      expectEqual(await ledger.expireLeases(query), [], 'what has expired at the end');
      const { held: isHeld } = await ledger.renewLease(live, { ttlMs, clockErrorMs: 0 });
      expectEqual(isHeld, true, 'the live lease');
    },
  },
  {
    name: 'the largest clock error of all leases is kept',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      expectEqual((await ledger.tally(id))?.clockErrorMs, 0, 'at first');
      const [one, two] = [await leaseOn(system, id), await leaseOn(system, id)];
      for (const clockErrorMs of [3, 40, 5]) await ledger.renewLease(one, { ttlMs, clockErrorMs });
      await ledger.renewLease(two, { ttlMs, clockErrorMs: 7 });
      await ledger.endLease(one);
      expectEqual((await ledger.tally(id))?.clockErrorMs, 40, 'at the end');
    },
  },
  {
    name: 'a checkpoint and counts are kept for the next holder, by a live lease only',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id, { exclusive: true });
      expectEqual((await ledger.tally(id))?.ownCounts, null, 'the counts at first');
      await ledger.checkpoint(lease, { value: { page: 1 }, counts: { delivered: 2, failed: 1 } });
      await ledger.checkpoint(lease, { counts: { delivered: 3, inDoubt: 1, skipped: 4 } });
      const bad = () => ledger.checkpoint(lease, { value: new Date(0) });
      await expectRefusal(bad, 'a value that JSON would change', { code: 'invalid-data' });
      await system.advance(ttlMs);
      const lost = await ledger.checkpoint(lease, { value: 'lost', counts: { failed: 9 } });
      expectPart(lost, { held: false }, 'a checkpoint of a lost lease');
      const next = await ledger.takeLease(leaseRequest(id));
      expectPart(next, { taken: true, checkpoint: { page: 1 } }, 'what the next holder gets');
      const expected = { delivered: 5, failed: 1, inDoubt: 1, skipped: 4 };
      expectEqual((await ledger.tally(id))?.ownCounts, expected, 'the counts');
    },
  },
  {
    name: 'a checkpoint is kept after a cancel too, and tells of it',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id, { exclusive: true });
      await mustCommit(system, id, 'sending', 'CANCEL');
      const state = await system.ledger.checkpoint(lease, { counts: { delivered: 1 } });
      expectPart(state, { held: true, status: 'cancelled' }, 'the lease');
      expectEqual((await system.ledger.tally(id))?.ownCounts?.delivered, 1, 'the count');
    },
  },
  {
    name: 'a campaign with a live lease is not purged, and is once it has expired',
    run: async (system) => {
      const id = await sendingCampaign(system);
      await leaseOn(system, id);
      await mustCommit(system, id, 'sending', 'CANCEL', { effects: [] });
      const purge = () => system.store.purge({ campaignId: id, limit: 1 });
      expectEqual(await purge(), 0, 'with a live lease');
      await system.advance(ttlMs);
      expectEqual(await purge(), 1, 'when it has expired');
    },
  },
];
