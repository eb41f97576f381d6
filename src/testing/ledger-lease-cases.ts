import { campaignStatuses } from '../lifecycle/index.js';
import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectRefusal } from './expect.js';
import { campaignIn, fresh, mustCommit, sendingCampaign } from './make-campaigns.js';
import { leaseOn, leaseRequest, ttlMs } from './make-deliveries.js';

const held = { taken: false, because: 'held' };

/** Who may work on a campaign, and for how long. */
export const ledgerLeaseCases: readonly CaseBody[] = [
  {
    name: 'a lease is taken only on a campaign that is sending',
    run: async (system) => {
      for (const status of campaignStatuses) {
        const taken = await system.ledger.takeLease(leaseRequest(await campaignIn(system, status)));
        if (status === 'sending') expectPart(taken, { taken: true, checkpoint: null }, 'sending');
        else expectEqual(taken, { taken: false, because: 'not-sending' }, status);
      }
      const missing = await system.ledger.takeLease(leaseRequest(fresh('nobody')));
      expectEqual(missing, { taken: false, because: 'missing' }, 'an unknown campaign');
    },
  },
  {
    name: "a lease runs for as long as it was asked for, by the store's clock",
    run: async (system) => {
      const id = await sendingCampaign(system);
      const taken = await system.ledger.takeLease(leaseRequest(id));
      if (!taken.taken) return expectEqual(taken.taken, true, 'it is taken');
      expectEqual(taken.expiresAt - taken.now, ttlMs, 'how long it runs');
      const [lease] = expectFound(await system.ledger.tally(id), 'the tally').leases;
      const { now: takenAt, expiresAt } = taken;
      const told = { worker: 'w', exclusive: false, takenAt, expiresAt, endedAt: null };
      expectEqual(lease, told, 'the lease in the tally');
    },
  },
  {
    name: 'many may share a campaign; an exclusive lease suffers no other, and joins no other',
    run: async (system) => {
      const { ledger } = system;
      const shared = await sendingCampaign(system);
      const leases = [await leaseOn(system, shared), await leaseOn(system, shared)];
      expectEqual(
        await ledger.takeLease(leaseRequest(shared, { exclusive: true })),
        held,
        'exclusive',
      );
      for (const lease of leases) await ledger.endLease(lease);
      const only = await leaseOn(system, shared, { exclusive: true });
      expectEqual(await ledger.takeLease(leaseRequest(shared)), held, 'shared beside exclusive');
      expectEqual(
        await ledger.takeLease(leaseRequest(shared, { exclusive: true })),
        held,
        'a second one',
      );
      await ledger.endLease(only);
      await leaseOn(system, shared);
      const other = await sendingCampaign(system);
      await leaseOn(system, other, { exclusive: true });
    },
  },
  {
    name: 'of many who want it exclusively one gets it',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const all = Array.from({ length: 6 }, () =>
        system.ledger.takeLease(leaseRequest(id, { exclusive: true })),
      );
      const taken = (await Promise.all(all)).filter((answer) => answer.taken);
      expectEqual(taken.length, 1, 'how many took it');
    },
  },
  {
    name: "an expired lease is in nobody's way, from the very ms in which it expires",
    run: async (system) => {
      const id = await sendingCampaign(system);
      const first = await leaseOn(system, id, { exclusive: true });
      await system.advance(ttlMs);
      const second = await leaseOn(system, id, { exclusive: true });
      const { leases } = expectFound(await system.ledger.tally(id), 'the tally');
      const ends = leases.map(({ endedAt, expiresAt }) => [
        endedAt !== null,
        expiresAt === endedAt,
      ]);
      expectEqual(
        ends,
        [
          [true, true],
          [false, false],
        ],
        'whether each ended, and when it expired',
      );
      const state = await system.ledger.renewLease(first, { ttlMs, clockErrorMs: 0 });
      expectPart(state, { held: false }, 'the first one');
      const { held: isHeld } = await system.ledger.renewLease(second, { ttlMs, clockErrorMs: 0 });
      expectEqual(isHeld, true, 'the second one');
    },
  },
  {
    name: 'a live lease is prolonged; one that has expired or ended never is',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const renewal = { ttlMs, clockErrorMs: 0 };
      const lease = await leaseOn(system, id);
      for (let beat = 0; beat < 3; beat += 1) {
        await system.advance(ttlMs / 2);
        const state = await ledger.renewLease(lease, renewal);
        if (!state.held) return expectEqual(state.held, true, `it is held at beat ${beat}`);
        expectEqual(state.expiresAt - state.now, ttlMs, 'how long it runs from there');
        expectEqual(state.status, 'sending', 'the status it sees');
      }
      await system.advance(ttlMs);
      expectPart(await ledger.renewLease(lease, renewal), { held: false }, 'expired');
      expectPart(await ledger.renewLease(lease, renewal), { held: false }, 'expired, again');
      const ended = await leaseOn(system, id);
      await ledger.endLease(ended);
      expectPart(await ledger.renewLease(ended, renewal), { held: false }, 'ended');
      const unknown = { campaignId: id, token: fresh('token') };
      expectPart(await ledger.renewLease(unknown, renewal), { held: false }, 'an unknown token');
      const nobody = { ...ended, campaignId: fresh('nobody') };
      expectPart(await ledger.renewLease(nobody, renewal), { held: false }, 'an unknown campaign');
    },
  },
  {
    name: 'a lease is prolonged after a cancel, and tells of it',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await mustCommit(system, id, 'sending', 'CANCEL');
      const state = await system.ledger.renewLease(lease, { ttlMs, clockErrorMs: 0 });
      expectPart(state, { held: true, status: 'cancelled' }, 'the lease');
    },
  },
  {
    name: 'a lease asked for again after a lost answer is the same lease; an old token is refused',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const asked = leaseRequest(id, { exclusive: true });
      const first = await ledger.takeLease(asked);
      await system.advance(10);
      const { now: _, ...again } = { now: 0, ...(await ledger.takeLease(asked)) };
      expectPart(first, again, 'the answer to the second');
      expectEqual((await ledger.tally(id))?.leases.length, 1, 'how many leases there are');
      await ledger.endLease(asked);
      await expectRefusal(() => ledger.takeLease(asked), 'the token of a lease that has ended');
    },
  },
  {
    name: 'a lease is given back once, and giving back what is not there is harmless',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await system.advance(1000);
      await ledger.endLease(lease);
      const [ended] = expectFound(await ledger.tally(id), 'the tally').leases;
      expectEqual(
        (ended?.endedAt ?? 0) - (ended?.takenAt ?? 0) >= 1000,
        true,
        'it ended when it did',
      );
      await system.advance(1000);
      await ledger.endLease(lease);
      await ledger.endLease({ campaignId: id, token: fresh('token') });
      await ledger.endLease({ campaignId: fresh('nobody'), token: fresh('token') });
      expectEqual((await ledger.tally(id))?.leases, [ended], 'the leases after that');
    },
  },
];
