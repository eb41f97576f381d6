import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { fresh, mustCommit, sendingCampaign } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  counts,
  countsOf,
  dispatching,
  leaseOn,
  people,
  placesOf,
  ttlMs,
} from './make-deliveries.js';

const stopped = { claim: null, because: 'stopped', nextAt: null };
const empty = { claim: null, because: 'empty', nextAt: null };

/** Claim and begin: who may hand over what. */
export const ledgerClaimCases: readonly CaseBody[] = [
  {
    name: 'a chunk is claimed by one lease',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b'], ['c']);
      const other = await leaseOn(system, id);
      const claims = [await claimOne(system, lease), await claimOne(system, other)];
      const ids = claims.flatMap(({ recipients }) =>
        recipients.map(({ recipient }) => recipient.id),
      );
      expectEqual(ids.sort(), ['a', 'b', 'c'], 'those who are claimed');
      expectEqual(
        claims.map(({ attempt }) => attempt),
        [1, 1],
        'the attempts',
      );
      for (const each of [lease, other])
        expectEqual(await system.ledger.claim(each), empty, 'more');
      expectEqual(await countsOf(system, id), counts({ claimed: 3 }), 'the counts');
    },
  },
  {
    name: 'of many claims at once each gets another chunk',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a'], ['b'], ['c'], ['d']);
      const others = [
        await leaseOn(system, id),
        await leaseOn(system, id),
        await leaseOn(system, id),
      ];
      const leases = [lease, ...others, lease, ...others];
      const results = await Promise.all(leases.map((each) => system.ledger.claim(each)));
      const found = results.flatMap(
        ({ claim }) => claim?.recipients.map((each) => each.recipient.id) ?? [],
      );
      // A claim may pass over a chunk that another transaction holds; nobody may get it twice.
      expectEqual(new Set(found).size, found.length, 'how many different ones');
      for (const each of leases) {
        const { claim } = await system.ledger.claim(each);
        if (claim) found.push(...claim.recipients.map(({ recipient }) => recipient.id));
      }
      expectEqual(found.sort(), ['a', 'b', 'c', 'd'], 'those who are claimed in the end');
    },
  },
  {
    name: 'nothing is claimed without a live lease, nor when the campaign is not sending',
    run: async (system) => {
      const { ledger } = system;
      const { id, lease } = await dispatching(system, ['a'], ['b'], ['c']);
      const lost = { campaignId: id, token: fresh('token') };
      expectEqual(await ledger.claim(lost), stopped, 'a token that never was');
      const ended = await leaseOn(system, id);
      await ledger.endLease(ended);
      expectEqual(await ledger.claim(ended), stopped, 'a lease that has ended');
      const short = await leaseOn(system, id, { ttlMs: 1000 });
      await system.advance(1000);
      expectEqual(await ledger.claim(short), stopped, 'a lease that has expired');
      await claimOne(system, lease);
      await mustCommit(system, id, 'sending', 'CANCEL');
      expectEqual(await ledger.claim(lease), stopped, 'after a cancel');
      expectEqual(await countsOf(system, id), counts({}), 'nothing is claimed any more');
    },
  },
  {
    name: 'what a lease had claimed is free when it ends or expires',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b']);
      await claimOne(system, lease);
      await system.ledger.endLease(lease);
      expectEqual(await countsOf(system, id), counts({}), 'the counts');
      const second = await leaseOn(system, id);
      expectEqual((await claimOne(system, second)).recipients.length, 2, 'what the second claims');
      const third = await leaseOn(system, id, { ttlMs: 2 * ttlMs });
      expectPart(await system.ledger.claim(third), { claim: null }, 'what the third claims');
      await system.advance(ttlMs);
      expectEqual(await countsOf(system, id), counts({}), 'the counts, by the clock alone');
      expectEqual(
        (await claimOne(system, third)).recipients.length,
        2,
        'what the third claims then',
      );
    },
  },
  {
    name: 'the end of one lease leaves alone what others hold',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const keeper = await leaseOn(system, id, { ttlMs: 3 * ttlMs });
      await ledger.ownAudience(keeper);
      for (const name of ['a', 'b', 'c']) await ledger.append(keeper, people(name));
      await beginOne(system, keeper);
      await claimOne(system, keeper);
      const [ended, expired] = [await leaseOn(system, id), await leaseOn(system, id)];
      await ledger.endLease(ended);
      expectEqual(await ledger.ownAudience(expired), 'busy', 'the audience, after one has ended');
      await beginOne(system, expired);
      await system.advance(ttlMs);
      const found = await ledger.expireLeases({ limit: 10 });
      expectEqual(found.length, 1, 'how many were found expired');
      expectPart(found[0], { inDoubt: 1, released: 0 }, 'what that did');
      const expected = counts({ begun: 1, claimed: 1, inDoubt: 1 });
      expectEqual(await countsOf(system, id), expected, 'the counts');
      expectEqual(await ledger.append(keeper, people('d')), 'appended', 'an append by the keeper');
    },
  },
  {
    name: 'a begin is all or nothing',
    run: async (system) => {
      const { ledger } = system;
      const { id, lease } = await dispatching(system, ['a', 'b', 'c'], ['d']);
      const [a, b, c] = placesOf(await claimOne(system, lease));
      const [first, second, third] = [a, b, c].map((place) => expectFound(place, 'a place'));
      if (!first || !second || !third) return;
      await ledger.advance(lease, { settle: [], begin: [first] });
      const elsewhere = { chunk: first.chunk === 0 ? 1 : 0, position: 0 };
      const bad = {
        'one that is begun already': [second, first],
        'one twice': [second, third, second],
        'one of a chunk that is not claimed': [second, elsewhere],
        'a chunk that is not there': [second, { chunk: 99, position: 0 }],
        'a position that is not there': [second, { ...first, position: 3 }],
        'a negative position': [second, { ...first, position: -1 }],
      };
      for (const [what, begin] of Object.entries(bad)) {
        const { begun, lease: state } = await ledger.advance(lease, { settle: [], begin });
        expectEqual(begun, false, `a begin of ${what}`);
        expectPart(state, { held: true, status: 'sending' }, 'the lease all the same');
        expectEqual(await countsOf(system, id), counts({ claimed: 2, begun: 1 }), what);
      }
      const good = await ledger.advance(lease, { settle: [], begin: [second, third] });
      expectEqual(good.begun, true, 'a begin of both that are left');
      expectEqual(await countsOf(system, id), counts({ begun: 3 }), 'the counts');
    },
  },
  {
    name: 'only the lease that claimed a chunk begins in it',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      const other = await leaseOn(system, id);
      const places = placesOf(await claimOne(system, lease));
      const { begun } = await system.ledger.advance(other, { settle: [], begin: places });
      expectEqual(begun, false, 'a begin by another');
      expectEqual(await countsOf(system, id), counts({ claimed: 1 }), 'the counts');
    },
  },
  {
    name: 'the fence: after a cancel nothing is begun',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      const places = placesOf(await claimOne(system, lease));
      await mustCommit(system, id, 'sending', 'CANCEL');
      for (const begin of [places, []]) {
        const { begun, lease: state } = await system.ledger.advance(lease, { settle: [], begin });
        expectEqual(begun, false, 'a begin after the cancel');
        expectPart(state, { held: true, status: 'cancelled' }, 'the lease');
      }
      expectEqual(await countsOf(system, id), counts({}), 'the counts');
    },
  },
  {
    name: 'the fence: a lost lease begins nothing',
    run: async (system) => {
      const { ledger } = system;
      for (const isExpired of [true, false]) {
        const { id, lease } = await dispatching(system, ['a']);
        const places = placesOf(await claimOne(system, lease));
        if (isExpired) await system.advance(ttlMs);
        else await ledger.endLease(lease);
        const { begun, lease: state } = await ledger.advance(lease, { settle: [], begin: places });
        expectEqual(begun, false, 'a begin of a lost lease');
        expectPart(state, { held: false }, 'the lease');
        expectEqual(await countsOf(system, id), counts({}), 'the counts');
      }
      const nobody = { campaignId: fresh('nobody'), token: fresh('token') };
      const { begun } = await ledger.advance(nobody, { settle: [], begin: [] });
      expectEqual(begun, false, 'a begin in an unknown campaign');
    },
  },
];
