import { pretending, rowOf, tamper, tamperAll } from '../../adapters/memory/tamper.js';
import { asIfLive, type Sabotage } from './sabotage.js';

/** Doubts, counts and COMPLETE. */
export const ledgerDoubtSabotages: readonly Sabotage[] = [
  {
    name: 'expiry is noticed by the sweep only',
    caughtBy: 'what was begun under a lease that expires is in doubt, with nobody there to notice',
    apply: (system) => ({
      ledger: { tally: (id) => asIfLive(system, id, () => system.ledger.tally(id)) },
    }),
  },
  {
    name: 'what was begun is pending again when a lease is given back',
    caughtBy: 'what was begun and not answered when a lease is given back is in doubt',
    apply: (system) => ({
      ledger: {
        endLease: (lease) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const chunk of chunks) chunk.states = chunk.states.replaceAll('b', 'p');
          });
          return system.ledger.endLease(lease);
        },
      },
    }),
  },
  {
    name: 'anybody tells the truth about what is in doubt',
    caughtBy: 'a late answer tells the truth, once, under the token that it was begun with',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const { doubts } of chunks) {
              for (const doubt of Object.values(doubts)) doubt.token = lease.token;
            }
          });
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'a late answer gives back what was begun under an expired lease',
    caughtBy: 'a late answer is taken before anybody has found the lease expired',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) =>
          asIfLive(system, lease.campaignId, () =>
            system.ledger.advance(lease, { ...step, begin: [] }),
          ),
      },
    }),
  },
  {
    name: 'a late answer is not taken',
    caughtBy: 'late answers are taken after a cancel and after the campaign was sent',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const leases = rowOf(system, lease.campaignId)?.leases ?? [];
          const isLive = leases.some(
            ({ token, endedAt }) => token === lease.token && endedAt === null,
          );
          return system.ledger.advance(lease, { ...step, settle: isLive ? step.settle : [] });
        },
      },
    }),
  },
  {
    name: 'what is in doubt is begun again by its holder',
    caughtBy: 'a worker that settles its own doubt settles it for good',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const { chunk, position } of step.begin) {
              const row = chunks[chunk];
              if (row?.states[position] !== 'i') continue;
              row.states = `${row.states.slice(0, position)}p${row.states.slice(position + 1)}`;
            }
          });
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'idempotent delivery is forgotten with the lease',
    caughtBy: 'where delivery is idempotent, what was begun is sent again, whoever finds it',
    apply: ({ ledger }) => ({
      ledger: { takeLease: (request) => ledger.takeLease({ ...request, resendBegun: false }) },
    }),
  },
  {
    name: 'a late answer is taken from under the one who has claimed the recipient again',
    caughtBy:
      'a late answer about somebody who was claimed again does not disturb the one who claimed',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const isLate = step.settle.length > 0;
          return pretending(
            system,
            lease.campaignId,
            ({ chunks }) => {
              for (const chunk of chunks) if (isLate) chunk.owner = null;
            },
            ({ chunks }, before) => {
              for (const [index, chunk] of chunks.entries()) {
                chunk.owner = before.chunks[index]?.owner ?? null;
              }
            },
            () => system.ledger.advance(lease, step),
          );
        },
      },
    }),
  },
  {
    name: 'what was to be sent again counts as never sent after a cancel',
    caughtBy: 'what was to be sent again is in doubt after a cancel, and its truth is still taken',
    apply: (system) => ({
      ledger: {
        endLease: async (lease) => {
          await system.ledger.endLease(lease);
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const chunk of chunks) chunk.states = chunk.states.replaceAll('P', 'p');
          });
        },
      },
    }),
  },
  {
    name: 'a doubt is forgotten when it is begun again',
    caughtBy: 'what is begun again and given back is as much in doubt as before',
    apply: (system) => ({
      ledger: {
        advance: async (lease, step) => {
          const result = await system.ledger.advance(lease, step);
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const chunk of chunks) chunk.states = chunk.states.replaceAll('B', 'b');
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'the kept counts drift from the rows',
    caughtBy: "hand-overs at or after the cancel's commit are counted, each once",
    apply: ({ ledger }) => {
      let highest = 0;
      return {
        ledger: {
          tally: async (id) => {
            const tally = await ledger.tally(id);
            highest = Math.max(highest, tally?.inDoubt ?? 0);
            return tally && { ...tally, inDoubt: highest };
          },
        },
      };
    },
  },
  {
    name: 'COMPLETE has no guard',
    caughtBy: 'a campaign completes when its audience is sealed and everybody has an outcome',
    apply: ({ store }) => ({
      store: { commit: ({ guard: _, ...change }, options) => store.commit(change, options) },
    }),
  },
  {
    name: 'COMPLETE takes what is begun for done',
    caughtBy: 'complete against the last begin: nobody is begun in a campaign that was sent',
    apply: (system) => ({
      store: {
        commit: (change, options) =>
          pretending(
            system,
            change.campaignId,
            ({ chunks }) => {
              for (const chunk of chunks) chunk.states = chunk.states.replaceAll('b', 'i');
            },
            ({ chunks }, before) => {
              for (const [index, chunk] of chunks.entries()) {
                chunk.states = before.chunks[index]?.states ?? chunk.states;
              }
            },
            () => system.store.commit(change, options),
          ),
      },
    }),
  },
  {
    name: 'COMPLETE takes what was given back for done',
    caughtBy: 'what was given back, or begun by somebody who died, is not complete',
    apply: (system) => ({
      ledger: {
        advance: async (lease, step) => {
          const result = await system.ledger.advance(lease, step);
          const isGivenBack = step.settle.some(({ outcome }) => outcome === 'untouched');
          tamper(system, lease.campaignId, ({ chunks }) => {
            if (!isGivenBack) return;
            for (const chunk of chunks) chunk.states = chunk.states.replaceAll('p', 'm');
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'whether COMPLETE may be is looked up before it is written',
    caughtBy: 'many who complete at once: one of them does',
    apply: (system) => ({
      store: {
        commit: async ({ guard, ...change }, options) => {
          const may = await system.ledger.completable(1000);
          const campaign = await system.store.read(change.campaignId);
          const isRefused = guard === 'settled' && !may.includes(change.campaignId);
          if (isRefused && campaign) return { outcome: 'guarded', campaign };
          tamper(system, change.campaignId, ({ record }) => {
            if (guard === 'settled') record.status = change.decision.from;
          });
          return system.store.commit(change, options);
        },
      },
    }),
  },
  {
    name: 'an empty audience is never complete',
    caughtBy: 'an empty audience is complete as soon as it is sealed',
    apply: (system) => ({
      ledger: {
        completable: async (limit) => {
          const ids = await system.ledger.completable(limit);
          return ids.filter((id) => (rowOf(system, id)?.audience.size ?? 0) > 0);
        },
      },
    }),
  },
  {
    name: 'a campaign without an audience is complete',
    caughtBy: 'a sender with a loop of its own completes by sealing an empty audience',
    apply: (system) => ({
      ledger: {
        takeLease: async (request) => {
          tamper(system, request.campaignId, ({ audience }) => {
            audience.sealed ||= request.exclusive;
          });
          return system.ledger.takeLease(request);
        },
      },
    }),
  },
  {
    name: 'what was begun cannot be given back by whoever lost the answer',
    caughtBy: 'the answer to a begin was lost: giving it back leaves nobody begun',
    apply: ({ ledger }) => ({
      ledger: {
        advance: (lease, { settle, begin }) =>
          ledger.advance(lease, {
            settle: settle.filter(({ outcome }) => outcome !== 'untouched'),
            begin,
          }),
      },
    }),
  },
  {
    name: 'a claim is lost with its answer',
    caughtBy: 'the answer to a claim was lost: the lease brings it back',
    apply: (system) => ({
      ledger: {
        claim: async (lease) => {
          const result = await system.ledger.claim(lease);
          tamper(system, lease.campaignId, ({ chunks }) => {
            // As if they had been handed over: gone for everybody else.
            for (const chunk of chunks) if (chunk.owner === lease.token) chunk.notBefore = 8.64e15;
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'what the dead had begun is sent again',
    caughtBy:
      'one dies between claim and begin, one between begin and settle: nobody is lost or doubled',
    apply: (system) => ({
      ledger: {
        takeLease: (request) => {
          tamperAll(system, ({ campaigns }) => {
            for (const row of campaigns) for (const lease of row.leases) lease.resendBegun = true;
          });
          return system.ledger.takeLease(request);
        },
      },
    }),
  },
  {
    name: 'the one who lost a chunk keeps the next one from it',
    caughtBy: 'begin against expiry: the one who lost the chunk begins nothing, the next one does',
    apply: (system) => ({
      ledger: {
        claim: (lease) => asIfLive(system, lease.campaignId, () => system.ledger.claim(lease)),
        takeLease: (request) =>
          asIfLive(system, request.campaignId, () => system.ledger.takeLease(request)),
      },
    }),
  },
  {
    name: 'a lease is given on a campaign that is cancelled while it is asked for',
    caughtBy: 'lease against cancel: nobody gets a lease on a cancelled campaign and claims',
    apply: (system) => ({
      ledger: {
        takeLease: (request) =>
          pretending(
            system,
            request.campaignId,
            ({ record }) => {
              if (record.status === 'cancelled') record.status = 'sending';
            },
            ({ record }, before) => {
              record.status = before.record.status;
            },
            () => system.ledger.takeLease(request),
          ),
      },
    }),
  },
];
