import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { commit } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  counts,
  countsOf,
  dispatching,
  leaseOn,
  placesOf,
  settle,
  ttlMs,
} from './make-deliveries.js';
import { orders, race } from './race.js';

const cancelled = async ({ store }: TestSystem, id: string): Promise<void> => {
  expectPart(await store.read(id), { status: 'cancelled' }, 'the campaign');
};

/** A dispatch against a cancel, and against the one who takes over from it. */
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
];
