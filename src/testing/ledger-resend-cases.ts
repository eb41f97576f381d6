import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart } from './expect.js';
import { mustCommit } from './make-campaigns.js';
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

/** Where delivery is idempotent: what was begun may be sent again. */
export const ledgerResendCases: readonly CaseBody[] = [
  {
    name: 'where delivery is idempotent, what was begun is sent again, whoever finds it',
    run: async (system) => {
      const ways = {
        takeLease: (id: string) => leaseOn(system, id),
        expireLeases: async (id: string) => {
          const query = { limit: 10 };
          const [found] = await system.ledger.expireLeases(query);
          expectPart(found, { inDoubt: 0, released: 2 }, 'what was found expired');
          return leaseOn(system, id);
        },
      };
      for (const [way, find] of Object.entries(ways)) {
        const { id, lease } = await dispatching(system, ['a', 'b']);
        await system.ledger.endLease(lease);
        const first = await leaseOn(system, id, { resendBegun: true });
        const [a] = placesOf(await claimOne(system, first));
        await system.ledger.advance(first, { settle: [], begin: a ? [a] : [] });
        await system.advance(ttlMs);
        const second = await find(id);
        expectEqual(await countsOf(system, id), counts({}), `the counts, found by ${way}`);
        expectEqual((await beginOne(system, second)).length, 2, 'how many are begun again');
        await system.ledger.endLease(second);
      }
    },
  },
  {
    name: 'a late answer about somebody who was claimed again does not disturb the one who claimed',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      await system.ledger.endLease(lease);
      const first = await leaseOn(system, id, { resendBegun: true });
      const places = await beginOne(system, first);
      await system.ledger.endLease(first);
      const second = await leaseOn(system, id);
      const again = placesOf(await claimOne(system, second));
      await settle(system, first, places, 'delivered');
      const { begun } = await system.ledger.advance(second, { settle: [], begin: again });
      expectEqual(begun, true, 'the begin of the second');
      await settle(system, second, again, 'delivered');
      expectEqual(await countsOf(system, id), counts({ delivered: 1 }), 'the counts');
    },
  },
  {
    name: 'what was to be sent again is in doubt after a cancel, and its truth is still taken',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      await system.ledger.endLease(lease);
      const first = await leaseOn(system, id, { resendBegun: true });
      const places = await beginOne(system, first);
      await system.ledger.endLease(first);
      await settle(system, first, places.slice(0, 1), 'delivered');
      expectEqual(await countsOf(system, id), counts({ delivered: 1 }), 'before the cancel');
      await mustCommit(system, id, 'sending', 'CANCEL');
      expectEqual(await countsOf(system, id), counts({ delivered: 1, inDoubt: 2 }), 'after it');
      await settle(system, first, places.slice(1), 'failed');
      expectEqual(await countsOf(system, id), counts({ delivered: 1, failed: 2 }), 'at the end');
    },
  },
  {
    name: 'what is begun again and given back is as much in doubt as before',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b']);
      await system.ledger.endLease(lease);
      const first = await leaseOn(system, id, { resendBegun: true });
      const places = await beginOne(system, first);
      await system.ledger.endLease(first);
      const second = await leaseOn(system, id);
      const again = await beginOne(system, second);
      await settle(system, first, places, 'delivered');
      expectEqual(await countsOf(system, id), counts({ begun: 2 }), 'an answer of the first');
      await settle(system, second, again.slice(0, 1), 'untouched');
      await settle(system, second, again.slice(1), 'retry');
      expectEqual(await countsOf(system, id), counts({ claimed: 1 }), 'while it is sending');
      await mustCommit(system, id, 'sending', 'CANCEL');
      expectEqual(await countsOf(system, id), counts({ inDoubt: 2 }), 'after a cancel');
      await system.ledger.endLease(second);
      await settle(system, first, places, 'delivered');
      const expected = counts({ delivered: 1, inDoubt: 1 });
      expectEqual(await countsOf(system, id), expected, 'the one who was given back, told of late');
    },
  },
];
