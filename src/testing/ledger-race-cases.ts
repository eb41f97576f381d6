import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { commit, mustCommit } from './make-campaigns.js';
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

/** Both orders one after the other, and both at once in both orders. */
const orders = [
  { isReversed: false, isConcurrent: false },
  { isReversed: false, isConcurrent: true },
  { isReversed: true, isConcurrent: false },
  { isReversed: true, isConcurrent: true },
];

const race = async (
  { isReversed, isConcurrent }: (typeof orders)[number],
  one: () => Promise<unknown>,
  two: () => Promise<unknown>,
): Promise<void> => {
  const [first, second] = isReversed ? [two, one] : [one, two];
  if (isConcurrent) await Promise.all([first(), second()]);
  else for (const act of [first, second]) await act();
};

const cancelled = async ({ store }: TestSystem, id: string): Promise<void> => {
  expectPart(await store.read(id), { status: 'cancelled' }, 'the campaign');
};

/** Races of a dispatch, answers that were lost, and a worker that was frozen. */
export const ledgerRaceCases: readonly CaseBody[] = [
  {
    name: 'claim against cancel: what was claimed is begun by nobody',
    run: async (system) => {
      for (const order of orders) {
        const { id, lease } = await dispatching(system, ['a', 'b']);
        let claim: Awaited<ReturnType<typeof claimOne>> | null = null;
        const take = async () => {
          claim = (await system.ledger.claim(lease)).claim;
        };
        await race(order, take, () => commit(system, id, 'sending', 'CANCEL'));
        await cancelled(system, id);
        const begin = claim === null ? [] : placesOf(claim);
        const { begun } = await system.ledger.advance(lease, { settle: [], begin });
        expectEqual(begun, false, 'a begin after the cancel');
        expectEqual(await countsOf(system, id), counts({}), 'the counts');
      }
    },
  },
  {
    name: 'begin against cancel: at most what was begun is handed over, and the begin says which',
    run: async (system) => {
      for (const order of orders) {
        const { id, lease } = await dispatching(system, ['a', 'b']);
        const begin = placesOf(await claimOne(system, lease));
        let begun = false;
        const fence = async () => {
          begun = (await system.ledger.advance(lease, { settle: [], begin })).begun;
        };
        await race(order, fence, () => commit(system, id, 'sending', 'CANCEL'));
        await cancelled(system, id);
        expectEqual(await countsOf(system, id), counts({ begun: begun ? 2 : 0 }), 'the counts');
        if (!order.isConcurrent) expectEqual(begun, !order.isReversed, 'whether it was begun');
      }
    },
  },
  {
    name: 'settle against cancel: the outcome is kept and the campaign is cancelled',
    run: async (system) => {
      for (const order of orders) {
        const { id, lease } = await dispatching(system, ['a', 'b']);
        const [a] = await beginOne(system, lease);
        const places = [expectFound(a, 'a place')];
        const tell = () => settle(system, lease, places, 'delivered');
        await race(order, tell, () => commit(system, id, 'sending', 'CANCEL'));
        await cancelled(system, id);
        expectEqual(await countsOf(system, id), counts({ delivered: 1, begun: 1 }), 'the counts');
      }
    },
  },
  {
    name: 'lease against cancel: nobody gets a lease on a cancelled campaign and claims',
    run: async (system) => {
      for (const order of orders) {
        const { id, lease } = await dispatching(system, ['a']);
        const join = async () => {
          const request = { campaignId: id, worker: 'w', ttlMs, exclusive: false };
          const token = `${lease.token} too`;
          const { taken } = await system.ledger.takeLease({ ...request, token });
          const late = order.isReversed && !order.isConcurrent;
          if (late) expectEqual(taken, false, 'a lease after the cancel');
        };
        await race(order, join, () => commit(system, id, 'sending', 'CANCEL'));
        await cancelled(system, id);
        const other = { campaignId: id, token: `${lease.token} too` };
        expectPart(
          await system.ledger.claim(other),
          { claim: null, because: 'stopped' },
          'a claim',
        );
      }
    },
  },
  {
    name: 'begin against expiry: the one who lost the chunk begins nothing, the next one does',
    run: async (system) => {
      for (const order of orders) {
        const { id, lease } = await dispatching(system, ['a']);
        const begin = placesOf(await claimOne(system, lease));
        await system.advance(ttlMs);
        const next = await leaseOn(system, id);
        const tooLate = async () => {
          const { begun } = await system.ledger.advance(lease, { settle: [], begin });
          expectEqual(begun, false, 'a begin of the one who lost it');
        };
        await race(order, tooLate, () => beginOne(system, next));
        expectEqual(await countsOf(system, id), counts({ begun: 1 }), 'the counts');
        await system.ledger.endLease(next);
      }
    },
  },
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
