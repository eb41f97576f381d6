import type { CaseBody } from './conformance-case.js';
import { expectEqual } from './expect.js';
import { mustCommit, sendingCampaign } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  leaseOn,
  people,
  placesOf,
  settle,
  ttlMs,
  writeAudience,
} from './make-deliveries.js';

/** Which campaigns want a worker. */
export const ledgerWaitingCases: readonly CaseBody[] = [
  {
    name: 'waiting names a sending campaign if there is something that nobody alive holds',
    run: async (system) => {
      const { store, ledger } = system;
      const id = await sendingCampaign(system);
      const waits = async () => (await store.waiting(10)).includes(id);
      expectEqual(await waits(), true, 'with an audience that nobody writes');
      const lease = await leaseOn(system, id);
      expectEqual(await waits(), true, 'with a lease that does not write it');
      await ledger.ownAudience(lease);
      expectEqual(await waits(), false, 'with an audience that is being written');
      await ledger.append(lease, people('a'));
      expectEqual(await waits(), true, 'with a chunk to claim');
      const places = placesOf(await claimOne(system, lease));
      await ledger.seal(lease);
      expectEqual(await waits(), false, 'with everything claimed');
      await system.advance(ttlMs);
      expectEqual(await waits(), true, 'with a claim whose lease has expired');
      const next = await leaseOn(system, id);
      await claimOne(system, next);
      await ledger.advance(next, { settle: [], begin: places });
      expectEqual(await waits(), false, 'with everything begun');
      await settle(system, next, places, 'retry', { retryInMs: 1000 });
      expectEqual(await waits(), false, 'with a retry that is not due');
      await system.advance(1000);
      expectEqual(await waits(), true, 'with a retry that is due');
      await ledger.endLease(next);
      await leaseOn(system, id, { exclusive: true });
      expectEqual(await waits(), false, 'with an exclusive lease');
      await system.advance(ttlMs);
      expectEqual(await waits(), true, 'when that has expired');
      await mustCommit(system, id, 'sending', 'CANCEL');
      expectEqual(await waits(), false, 'after a cancel');
    },
  },
  {
    name: 'waiting does not name a campaign whose audience has failed until it is tried again',
    run: async (system) => {
      const { store, ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await ledger.ownAudience(lease);
      await ledger.failAudience(lease, { code: 'recipients-failed', retryInMs: 5000 });
      await ledger.endLease(lease);
      expectEqual(await store.waiting(10), [], 'before its time');
      await system.advance(5000);
      expectEqual(await store.waiting(10), [id], 'when its time has come');
    },
  },
  {
    name: 'a campaign that has sent everything does not wait',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await writeAudience(system, lease, [people('a')]);
      await settle(system, lease, await beginOne(system, lease), 'delivered');
      await system.ledger.endLease(lease);
      expectEqual(await system.store.waiting(10), [], 'what waits');
      expectEqual(await system.ledger.completable(10), [id], 'what can be completed');
    },
  },
];
