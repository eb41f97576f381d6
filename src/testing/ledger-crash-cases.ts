import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { mustCommit } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  counts,
  countsOf,
  dispatching,
  leaseOn,
  people,
  placesOf,
  settle,
  ttlMs,
} from './make-deliveries.js';

/** Answers that were lost, and workers that were frozen or killed. */
export const ledgerCrashCases: readonly CaseBody[] = [
  {
    name: 'a frozen worker that thaws begins nothing, settles what it had begun, and no more',
    run: async (system) => {
      const { ledger } = system;
      const { id, lease: frozen } = await dispatching(system, ['a', 'b', 'c', 'd']);
      const places = placesOf(await claimOne(system, frozen));
      const [a, b, ...rest] = places.map((place) => expectFound(place, 'a place'));
      if (!a || !b) return;
      await ledger.advance(frozen, { settle: [], begin: [a, b] });
      await system.advance(ttlMs);
      const next = await leaseOn(system, id);
      const taken = await beginOne(system, next);
      expectEqual(taken.length, 2, 'how many the next takes over: those who were not begun');
      const now = await system.store.now();
      const thawed = await ledger.advance(frozen, {
        settle: places
          .slice(0, 1)
          .map((place) => ({ ...place, outcome: 'delivered', handedOverAt: now })),
        begin: rest,
      });
      expectPart(thawed, { begun: false }, 'its begin');
      expectPart(thawed.lease, { held: false }, 'its lease');
      await settle(system, frozen, taken, 'failed');
      expectPart(await ledger.claim(frozen), { claim: null, because: 'stopped' }, 'its claim');
      expectEqual(await ledger.ownAudience(frozen), 'stopped', 'its ownership of the audience');
      expectEqual(await ledger.append(frozen, people('e')), 'stopped', 'its append');
      expectEqual(await ledger.seal(frozen), 'stopped', 'its seal');
      const renewal = { ttlMs, clockErrorMs: 0 };
      expectPart(await ledger.renewLease(frozen, renewal), { held: false }, 'its renewal');
      await ledger.endLease(frozen);
      const between = counts({ delivered: 1, inDoubt: 1, begun: 2 });
      expectEqual(await countsOf(system, id), between, 'the counts');
      await settle(system, next, taken, 'delivered');
      await settle(system, frozen, [b], 'failed');
      expectEqual(await countsOf(system, id), counts({ delivered: 3, failed: 1 }), 'at the end');
      await mustCommit(system, id, 'sending', 'COMPLETE');
    },
  },
  {
    name: 'the answer to a begin was lost: giving it back leaves nobody begun',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b']);
      const [a, b] = placesOf(await claimOne(system, lease));
      const [begun, claimed] = [[expectFound(a, 'a place')], [expectFound(b, 'a place')]];
      await system.ledger.advance(lease, { settle: [], begin: begun });
      const again = await system.ledger.advance(lease, { settle: [], begin: begun });
      expectEqual(again.begun, false, 'the begin, asked again');
      // One that had happened and one that had not: the worker cannot know.
      await settle(system, lease, [...begun, ...claimed], 'untouched');
      expectEqual(await countsOf(system, id), counts({ claimed: 2 }), 'the counts');
    },
  },
  {
    name: 'the answer to a claim was lost: the lease brings it back',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      await system.ledger.claim(lease);
      expectPart(await system.ledger.claim(lease), { claim: null }, 'the claim, asked again');
      await system.ledger.endLease(lease);
      const next = await leaseOn(system, id);
      expectEqual((await claimOne(system, next)).recipients.length, 1, 'what the next claims');
    },
  },
  {
    name: 'one dies between claim and begin, one between begin and settle: nobody is lost or doubled',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a'], ['b']);
      const other = await leaseOn(system, id);
      await claimOne(system, lease);
      await beginOne(system, other);
      await system.advance(ttlMs);
      const next = await leaseOn(system, id);
      await settle(system, next, await beginOne(system, next), 'delivered');
      expectPart(await system.ledger.claim(next), { claim: null }, 'another claim');
      expectEqual(await countsOf(system, id), counts({ delivered: 1, inDoubt: 1 }), 'the counts');
      await mustCommit(system, id, 'sending', 'COMPLETE');
    },
  },
];
