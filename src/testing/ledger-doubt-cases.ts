import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart } from './expect.js';
import { commit, mustCommit } from './make-campaigns.js';
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

const untrue = ['in-doubt', 'retry', 'untouched'] as const;

/** Those of whom nobody knows: in doubt, or to be sent again where delivery is idempotent. */
export const ledgerDoubtCases: readonly CaseBody[] = [
  {
    name: 'what was begun under a lease that expires is in doubt, with nobody there to notice',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      const [a] = placesOf(await claimOne(system, lease));
      await system.ledger.advance(lease, { settle: [], begin: a ? [a] : [] });
      expectEqual(await countsOf(system, id), counts({ begun: 1, claimed: 2 }), 'before');
      await system.advance(ttlMs);
      expectEqual(await countsOf(system, id), counts({ inDoubt: 1 }), 'by the clock alone');
      const found = await system.ledger.expireLeases({ limit: 10, resendBegun: false });
      expectEqual(found.length, 1, 'how many were found expired');
      expectPart(found[0], { campaignId: id, inDoubt: 1, released: 2 }, 'what was found');
      expectEqual(await countsOf(system, id), counts({ inDoubt: 1 }), 'when it was found');
      const next = await leaseOn(system, id);
      expectEqual((await claimOne(system, next)).recipients.length, 2, 'what is sent');
    },
  },
  {
    name: 'what was begun and not answered when a lease is given back is in doubt',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b']);
      const places = await beginOne(system, lease);
      await settle(system, lease, places.slice(1), 'untouched');
      await system.ledger.endLease(lease);
      expectEqual(await countsOf(system, id), counts({ inDoubt: 1 }), 'the counts');
      const next = await leaseOn(system, id);
      expectEqual((await claimOne(system, next)).recipients.length, 1, 'what is sent');
    },
  },
  {
    name: 'a late answer tells the truth, once, under the token that it was begun with',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      const places = await beginOne(system, lease);
      await settle(system, lease, places.slice(2), 'in-doubt');
      await system.advance(ttlMs);
      const other = await leaseOn(system, id);
      for (const outcome of ['delivered', 'failed', ...untrue] as const) {
        await settle(system, other, places, outcome);
      }
      expectEqual(await countsOf(system, id), counts({ inDoubt: 3 }), 'said by another');
      for (const outcome of untrue) await settle(system, lease, places, outcome);
      expectEqual(await countsOf(system, id), counts({ inDoubt: 3 }), 'what is no outcome');
      await settle(system, lease, places.slice(0, 1), 'delivered');
      await settle(system, lease, places.slice(1), 'failed');
      const expected = counts({ delivered: 1, failed: 2 });
      expectEqual(await countsOf(system, id), expected, 'the truth');
      await settle(system, lease, places.slice(0, 1), 'failed');
      await settle(system, lease, places.slice(1), 'delivered');
      expectEqual(await countsOf(system, id), expected, 'something else, after that');
    },
  },
  {
    name: 'a late answer is taken before anybody has found the lease expired',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      const places = await beginOne(system, lease);
      await system.advance(ttlMs);
      await settle(system, lease, places.slice(0, 1), 'delivered');
      await settle(system, lease, places.slice(1, 2), 'untouched');
      await settle(system, lease, places.slice(2), 'retry');
      const expected = counts({ delivered: 1, inDoubt: 2 });
      expectEqual(await countsOf(system, id), expected, 'the counts');
      await system.ledger.expireLeases({ limit: 10, resendBegun: false });
      expectEqual(await countsOf(system, id), expected, 'the counts, when it was found');
      const next = await leaseOn(system, id);
      expectPart(await system.ledger.claim(next), { claim: null, because: 'empty' }, 'a claim');
    },
  },
  {
    name: 'late answers are taken after a cancel and after the campaign was sent',
    run: async (system) => {
      for (const event of ['CANCEL', 'COMPLETE'] as const) {
        const { id, lease } = await dispatching(system, ['a', 'b']);
        const places = await beginOne(system, lease);
        await system.ledger.endLease(lease);
        await mustCommit(system, id, 'sending', event);
        const before = await system.store.read(id);
        await settle(system, lease, places.slice(0, 1), 'delivered');
        expectEqual(await countsOf(system, id), counts({ delivered: 1, inDoubt: 1 }), event);
        expectEqual(await system.store.read(id), before, 'the campaign');
      }
    },
  },
  {
    name: 'a worker that settles its own doubt settles it for good',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      const places = await beginOne(system, lease);
      await settle(system, lease, places, 'in-doubt');
      const { begun } = await system.ledger.advance(lease, { settle: [], begin: places });
      expectEqual(begun, false, 'a begin of what is in doubt');
      await settle(system, lease, places, 'delivered');
      expectEqual(await countsOf(system, id), counts({ delivered: 1 }), 'the counts');
    },
  },
  {
    name: 'where delivery is idempotent, what was begun is sent again, whoever finds it',
    run: async (system) => {
      const ways = {
        takeLease: (id: string) => leaseOn(system, id),
        expireLeases: async (id: string) => {
          const query = { limit: 10, resendBegun: false };
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
    name: 'expiring leases can be told that delivery is idempotent',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      await beginOne(system, lease);
      await system.advance(ttlMs);
      const found = await system.ledger.expireLeases({ limit: 10, resendBegun: true });
      expectPart(found[0], { inDoubt: 0, released: 1 }, 'what was found');
      expectPart(
        await commit(system, id, 'sending', 'COMPLETE'),
        { outcome: 'guarded' },
        'COMPLETE',
      );
      const next = await leaseOn(system, id);
      await settle(system, next, await beginOne(system, next), 'delivered');
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
    },
  },
];
