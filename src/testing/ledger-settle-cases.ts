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
  outcomes,
  placesOf,
  settle,
  ttlMs,
} from './make-deliveries.js';

/** What became of those who were begun. */
export const ledgerSettleCases: readonly CaseBody[] = [
  {
    name: 'each outcome is counted as what it is',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c', 'd', 'e']);
      const places = await beginOne(system, lease);
      for (const [index, outcome] of outcomes.entries()) {
        await settle(system, lease, places.slice(index, index + 1), outcome);
      }
      const expected = counts({ delivered: 1, failed: 1, inDoubt: 1, claimed: 1 });
      expectEqual(await countsOf(system, id), expected, 'the counts');
    },
  },
  {
    name: 'an outcome stands, whatever is said after it, by whomever',
    run: async (system) => {
      for (const first of ['delivered', 'failed'] as const) {
        const { id, lease } = await dispatching(system, ['a']);
        const other = await leaseOn(system, id);
        const places = await beginOne(system, lease);
        await settle(system, lease, places, first);
        const expected = counts({ [first]: 1 });
        const say = async () => {
          for (const outcome of outcomes) {
            for (const each of [lease, other]) await settle(system, each, places, outcome);
            expectEqual(await countsOf(system, id), expected, `${first}, then ${outcome}`);
          }
        };
        await say();
        await system.advance(ttlMs);
        await system.ledger.expireLeases({ limit: 10 });
        await say();
      }
    },
  },
  {
    name: 'settling twice is settling once',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c', 'd']);
      const places = await beginOne(system, lease);
      for (let time = 0; time < 2; time += 1) {
        for (const [index, outcome] of (
          ['delivered', 'failed', 'in-doubt', 'retry'] as const
        ).entries()) {
          const two = [...places.slice(index, index + 1), ...places.slice(index, index + 1)];
          await settle(system, lease, two, outcome);
        }
      }
      const expected = counts({ delivered: 1, failed: 1, inDoubt: 1 });
      expectEqual(await countsOf(system, id), expected, 'the counts');
      expectEqual((await claimOne(system, lease)).recipients.length, 1, 'how many are tried again');
      expectPart(await system.ledger.claim(lease), { claim: null }, 'more to be tried again');
    },
  },
  {
    name: 'nobody settles what another has begun, nor what nobody has begun',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a'], ['b']);
      const other = await leaseOn(system, id);
      const mine = await beginOne(system, lease);
      const claimed = placesOf(await claimOne(system, lease));
      const nowhere = [
        { chunk: 99, position: 0 },
        { chunk: 0, position: 9 },
        { chunk: 0, position: -1 },
      ];
      for (const outcome of outcomes) {
        await settle(system, other, [...mine, ...claimed, ...nowhere], outcome);
        await settle(system, lease, [...claimed, ...nowhere], outcome);
      }
      expectEqual(await countsOf(system, id), counts({ begun: 1, claimed: 1 }), 'the counts');
    },
  },
  {
    name: 'one step settles and begins; what it settles stays settled if nothing can be begun',
    run: async (system) => {
      const { ledger, store } = system;
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      const [a, b, c] = placesOf(await claimOne(system, lease)).map((place) =>
        expectFound(place, 'it'),
      );
      if (!a || !b || !c) return;
      await ledger.advance(lease, { settle: [], begin: [a] });
      const delivered = { outcome: 'delivered', handedOverAt: await store.now() } as const;
      const next = await ledger.advance(lease, { settle: [{ ...a, ...delivered }], begin: [b] });
      expectPart(next, { begun: true }, 'the step');
      expectEqual(await countsOf(system, id), counts({ delivered: 1, begun: 1, claimed: 1 }), 'it');
      const same = {
        settle: [{ ...b, outcome: 'untouched', handedOverAt: null }],
        begin: [b],
      } as const;
      expectPart(await ledger.advance(lease, same), { begun: true }, 'given back, and begun again');
      await mustCommit(system, id, 'sending', 'CANCEL');
      const last = await ledger.advance(lease, { settle: [{ ...b, ...delivered }], begin: [c] });
      expectPart(last, { begun: false }, 'the step after a cancel');
      expectEqual(await countsOf(system, id), counts({ delivered: 2 }), 'the counts at the end');
    },
  },
];
