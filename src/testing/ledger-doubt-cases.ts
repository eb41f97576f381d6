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
      const found = await system.ledger.expireLeases({ limit: 10 });
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
      await system.ledger.expireLeases({ limit: 10 });
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
];
