import { rowOf, tamper, tamperAll } from '../../adapters/memory/tamper.js';
import { asIfLive, asIfStatus, type Sabotage } from './sabotage.js';

/** Leases and the audience. */
export const ledgerLeaseSabotages: readonly Sabotage[] = [
  {
    name: 'a lease is taken in any status',
    caughtBy: 'a lease is taken only on a campaign that is sending',
    apply: (system) => ({
      ledger: {
        takeLease: (request) =>
          asIfStatus(system, request.campaignId, 'sending', () => system.ledger.takeLease(request)),
      },
    }),
  },
  {
    name: 'a lease runs twice as long as was asked for',
    caughtBy: "a lease runs for as long as it was asked for, by the store's clock",
    apply: ({ ledger }) => ({
      ledger: {
        takeLease: (request) => ledger.takeLease({ ...request, ttlMs: 2 * request.ttlMs }),
      },
    }),
  },
  {
    name: 'nothing is exclusive',
    caughtBy: 'many may share a campaign; an exclusive lease suffers no other, and joins no other',
    apply: ({ ledger }) => ({
      ledger: { takeLease: (request) => ledger.takeLease({ ...request, exclusive: false }) },
    }),
  },
  {
    name: 'whether a lease is in the way is looked up before it is written',
    caughtBy: 'of many who want it exclusively one gets it',
    apply: (system) => ({
      ledger: {
        takeLease: async (request) => {
          const leases = (await system.ledger.tally(request.campaignId))?.leases ?? [];
          const isHeld = leases.some(({ endedAt }) => endedAt === null);
          if (isHeld) return { taken: false, because: 'held' };
          const taken = await system.ledger.takeLease({ ...request, exclusive: false });
          tamper(system, request.campaignId, (row) => {
            for (const lease of row.leases) lease.exclusive = request.exclusive;
          });
          return taken;
        },
      },
    }),
  },
  {
    name: 'an expired lease is in the way until somebody has found it',
    caughtBy: "an expired lease is in nobody's way, from the very ms in which it expires",
    apply: (system) => ({
      ledger: {
        takeLease: async (request) => {
          const leases = rowOf(system, request.campaignId)?.leases ?? [];
          const isHeld = leases.some(({ endedAt, exclusive }) => endedAt === null && exclusive);
          if (isHeld) return { taken: false, because: 'held' };
          return system.ledger.takeLease(request);
        },
      },
    }),
  },
  {
    name: 'an expired lease is prolonged',
    caughtBy: 'a live lease is prolonged; one that has expired or ended never is',
    apply: (system) => ({
      ledger: {
        renewLease: async (lease, renewal) => {
          const row = rowOf(system, lease.campaignId);
          const isKnown = row?.leases.some(({ token }) => token === lease.token);
          const now = await system.store.now();
          if (!isKnown || !row) return system.ledger.renewLease(lease, renewal);
          const expiresAt = now + renewal.ttlMs;
          tamper(system, lease.campaignId, ({ leases }) => {
            for (const each of leases) {
              if (each.token !== lease.token) continue;
              const clockErrorMs = Math.max(each.clockErrorMs, renewal.clockErrorMs);
              Object.assign(each, { endedAt: null, expiresAt, clockErrorMs });
            }
          });
          return { held: true, status: row.record.status, now, expiresAt };
        },
      },
    }),
  },
  {
    name: 'a lease is not prolonged after a cancel',
    caughtBy: 'a lease is prolonged after a cancel, and tells of it',
    apply: (system) => ({
      ledger: {
        renewLease: async (lease, renewal) => {
          const status = rowOf(system, lease.campaignId)?.record.status;
          if (status !== 'sending') return { held: false, now: await system.store.now() };
          return system.ledger.renewLease(lease, renewal);
        },
      },
    }),
  },
  {
    name: 'a lease that has ended is taken again under its token',
    caughtBy:
      'a lease asked for again after a lost answer is the same lease; an old token is refused',
    apply: (system) => ({
      ledger: {
        takeLease: async (request) => {
          tamper(system, request.campaignId, (row) => {
            row.leases = row.leases.filter(({ token }) => token !== request.token);
          });
          return system.ledger.takeLease(request);
        },
      },
    }),
  },
  {
    name: 'giving back twice ends a lease twice',
    caughtBy: 'a lease is given back once, and giving back what is not there is harmless',
    apply: (system) => ({
      ledger: {
        endLease: async (lease) => {
          await system.ledger.endLease(lease);
          const now = await system.store.now();
          tamper(system, lease.campaignId, ({ leases }) => {
            for (const each of leases) if (each.token === lease.token) each.endedAt = now;
          });
        },
      },
    }),
  },
  {
    name: 'leases of a cancelled campaign are not found expired',
    caughtBy: 'expired leases are found in sending and after a cancel, a few at a time, once',
    apply: (system) => ({
      ledger: {
        expireLeases: async (query) => {
          const all = await system.ledger.expireLeases({ ...query, limit: 1000 });
          const isSending = (id: string) => rowOf(system, id)?.record.status === 'sending';
          return all.filter(({ campaignId }) => isSending(campaignId)).slice(0, query.limit);
        },
      },
    }),
  },
  {
    name: 'the last clock error is kept, not the largest',
    caughtBy: 'the largest clock error of all leases is kept',
    apply: (system) => ({
      ledger: {
        renewLease: (lease, renewal) => {
          tamper(system, lease.campaignId, ({ leases }) => {
            for (const each of leases) each.clockErrorMs = 0;
          });
          return system.ledger.renewLease(lease, renewal);
        },
      },
    }),
  },
  {
    name: 'a lost lease stores its checkpoint',
    caughtBy: 'a checkpoint and counts are kept for the next holder, by a live lease only',
    apply: (system) => ({
      ledger: {
        checkpoint: (lease, progress) =>
          asIfLive(system, lease.campaignId, () => system.ledger.checkpoint(lease, progress)),
      },
    }),
  },
  {
    name: 'after a cancel no checkpoint is kept',
    caughtBy: 'a checkpoint is kept after a cancel too, and tells of it',
    apply: (system) => ({
      ledger: {
        checkpoint: async (lease, progress) => {
          const status = rowOf(system, lease.campaignId)?.record.status;
          if (status !== 'sending') return { held: false, now: await system.store.now() };
          return system.ledger.checkpoint(lease, progress);
        },
      },
    }),
  },
  {
    name: 'purge takes campaigns with live leases',
    caughtBy: 'a campaign with a live lease is not purged, and is once it has expired',
    apply: (system) => ({
      store: {
        purge: async (query) => {
          tamperAll(system, ({ campaigns }) => {
            for (const { leases } of campaigns) for (const lease of leases) lease.endedAt = 0;
          });
          return system.store.purge(query);
        },
      },
    }),
  },
  {
    name: 'anybody writes the audience',
    caughtBy: 'one live lease writes the audience, shared or exclusive, until it ends or expires',
    apply: (system) => ({
      ledger: {
        ownAudience: (lease) => {
          tamper(system, lease.campaignId, ({ audience }) => {
            audience.owner = null;
          });
          return system.ledger.ownAudience(lease);
        },
      },
    }),
  },
  {
    name: 'recipients of an earlier chunk are written again',
    caughtBy: 'nobody is in the audience twice, whoever wrote them',
    apply: (system) => ({
      ledger: {
        append: async (lease, recipients) => {
          const chunks = rowOf(system, lease.campaignId)?.chunks ?? [];
          const known = chunks.flatMap((chunk) => chunk.recipients.map(({ id }) => id));
          const again = recipients.filter(({ id }) => known.includes(id));
          const answer = await system.ledger.append(lease, recipients);
          tamper(system, lease.campaignId, (row) => {
            if (again.length === 0 || answer !== 'appended') return;
            const chunk = { attempt: 1, notBefore: 0, owner: null, doubts: {} };
            row.chunks.push({ ...chunk, recipients: again, states: 'p'.repeat(again.length) });
            row.audience.size += again.length;
          });
          return answer;
        },
      },
    }),
  },
  {
    name: 'a sealed audience is added to',
    caughtBy: 'a sealed audience is complete: nothing is added, and its owner may seal it again',
    apply: (system) => ({
      ledger: {
        append: async (lease, recipients) => {
          const wasSealed = rowOf(system, lease.campaignId)?.audience.sealed ?? false;
          tamper(system, lease.campaignId, ({ audience }) => {
            audience.sealed = false;
          });
          const answer = await system.ledger.append(lease, recipients);
          tamper(system, lease.campaignId, ({ audience }) => {
            audience.sealed = wasSealed;
          });
          return answer;
        },
      },
    }),
  },
  {
    name: 'an audience that failed is tried again at once',
    caughtBy: 'an audience that failed says so, and is tried again when its time has come',
    apply: ({ ledger }) => ({
      ledger: {
        failAudience: (lease, failure) => ledger.failAudience(lease, { ...failure, retryInMs: 0 }),
      },
    }),
  },
  {
    name: 'the audience is written after a cancel',
    caughtBy: 'a cancel ends the writing of the audience',
    apply: (system) => ({
      ledger: {
        append: (lease, recipients) =>
          asIfStatus(system, lease.campaignId, 'sending', () =>
            system.ledger.append(lease, recipients),
          ),
      },
    }),
  },
  {
    name: 'an append that came after the cancel says that it was written',
    caughtBy: 'append against cancel, at once: what was written was written before the cancel',
    apply: (system) => ({
      ledger: {
        append: async (lease, recipients) => {
          await system.ledger.append(lease, recipients);
          return 'appended';
        },
      },
    }),
  },
  {
    name: 'recipients are kept by their id alone',
    caughtBy: 'recipients are kept as they are, and nobody can reach into them',
    apply: ({ ledger }) => ({
      ledger: {
        append: (lease, recipients) =>
          ledger.append(
            lease,
            recipients.map(({ id }) => ({ id })),
          ),
      },
    }),
  },
  {
    name: 'recipients are claimed last first',
    caughtBy: 'recipients of one chunk are claimed in their order',
    apply: ({ ledger }) => ({
      ledger: {
        claim: async (lease) => {
          const result = await ledger.claim(lease);
          if (result.claim === null) return result;
          return { claim: { ...result.claim, recipients: [...result.claim.recipients].reverse() } };
        },
      },
    }),
  },
  {
    name: 'of a chunk with a bad recipient the good ones are written',
    caughtBy:
      'a chunk with a recipient that JSON would change, or without an id, is refused as a whole',
    apply: ({ ledger }) => ({
      ledger: {
        append: async (lease, recipients) => {
          try {
            return await ledger.append(lease, recipients);
          } catch (error) {
            await ledger.append(lease, recipients.slice(0, 1));
            throw error;
          }
        },
      },
    }),
  },
  {
    name: 'ids of recipients end at a NUL',
    caughtBy: 'a recipient whose id a database may not take is stored exactly or refused',
    apply: ({ ledger }) => ({
      ledger: {
        append: (lease, recipients) =>
          ledger.append(
            lease,
            recipients.map((each) =>
              each?.id ? { ...each, id: `${each.id}`.split('\0')[0] ?? '' } : each,
            ),
          ),
      },
    }),
  },
];
