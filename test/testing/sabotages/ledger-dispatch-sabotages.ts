import type { ChunkStates } from '../../../src/service/chunk.js';
import type { Settlement } from '../../../src/service/recipient-ledger.js';
import { pretending, rowOf, tamper, type WritableRow } from '../../adapters/memory/tamper.js';
import { asIfLive, asIfStatus, type Sabotage } from './sabotage.js';

type Chunk = WritableRow['chunks'][number];

/** Runs a step as if nobody held any chunk. */
const asIfFree = <Result>(
  system: Parameters<Sabotage['apply']>[0],
  campaignId: string,
  step: () => Result,
): Result => {
  const free = ({ chunks }: WritableRow) => {
    for (const chunk of chunks) chunk.owner = null;
  };
  return pretending(system, campaignId, free, () => {}, step);
};

/** Writes the letter of each settlement into the chunk, whatever was there. */
const force = (chunks: readonly Chunk[], settlements: readonly Settlement[]): void => {
  const letters: Record<Settlement['outcome'], ChunkStates> = {
    delivered: 'd',
    failed: 'f',
    'in-doubt': 'i',
    retry: 'p',
    untouched: 'p',
  };
  for (const { chunk, position, outcome } of settlements) {
    const row = chunks[chunk];
    if (!row || row.states[position] === undefined) continue;
    row.states = row.states.slice(0, position) + letters[outcome] + row.states.slice(position + 1);
  }
};

const finals = /[df]/;

/** Claim, begin, settle. */
export const ledgerDispatchSabotages: readonly Sabotage[] = [
  {
    name: 'a chunk is claimed by everybody',
    caughtBy: 'a chunk is claimed by one lease',
    apply: (system) => ({
      ledger: {
        claim: (lease) => asIfFree(system, lease.campaignId, () => system.ledger.claim(lease)),
      },
    }),
  },
  {
    name: 'what is free is looked up before it is claimed',
    caughtBy: 'of many claims at once each gets another chunk',
    apply: (system) => ({
      ledger: {
        claim: async (lease) => {
          const chunks = rowOf(system, lease.campaignId)?.chunks ?? [];
          const isFree = chunks.some(({ owner, states }) => owner === null && /p/.test(states));
          await Promise.resolve();
          if (!isFree) return system.ledger.claim(lease);
          return asIfFree(system, lease.campaignId, () => system.ledger.claim(lease));
        },
      },
    }),
  },
  {
    name: 'a lost lease claims',
    caughtBy: 'nothing is claimed without a live lease, nor when the campaign is not sending',
    apply: (system) => ({
      ledger: {
        claim: (lease) => asIfLive(system, lease.campaignId, () => system.ledger.claim(lease)),
      },
    }),
  },
  {
    name: 'claims go on after a cancel',
    caughtBy: 'nothing is claimed without a live lease, nor when the campaign is not sending',
    apply: (system) => ({
      ledger: {
        claim: (lease) =>
          asIfStatus(system, lease.campaignId, 'sending', () => system.ledger.claim(lease)),
      },
    }),
  },
  {
    name: 'what a lease had claimed stays claimed when it is given back',
    caughtBy: 'what a lease had claimed is free when it ends or expires',
    apply: (system) => ({
      ledger: {
        endLease: async (lease) => {
          const owners = rowOf(system, lease.campaignId)?.chunks.map(({ owner }) => owner) ?? [];
          await system.ledger.endLease(lease);
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const [index, chunk] of chunks.entries()) {
              // Nobody's token, so that nobody's end sets it free.
              if (owners[index] === lease.token) chunk.notBefore = 8.64e15;
            }
          });
        },
      },
    }),
  },
  {
    name: 'the end of one lease ends all',
    caughtBy: 'the end of one lease leaves alone what others hold',
    apply: (system) => ({
      ledger: {
        endLease: async (lease) => {
          const leases = rowOf(system, lease.campaignId)?.leases ?? [];
          for (const { token } of leases) await system.ledger.endLease({ ...lease, token });
        },
      },
    }),
  },
  {
    name: 'a begin does what it can',
    caughtBy: 'a begin is all or nothing',
    apply: ({ ledger }) => ({
      ledger: {
        advance: async (lease, { settle, begin }) => {
          const first = await ledger.advance(lease, { settle, begin: [] });
          let { begun } = first;
          for (const place of begin) {
            begun = (await ledger.advance(lease, { settle: [], begin: [place] })).begun && begun;
          }
          return { begun, lease: first.lease };
        },
      },
    }),
  },
  {
    name: 'everybody begins in every chunk',
    caughtBy: 'only the lease that claimed a chunk begins in it',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const { chunk } of step.begin)
              Object.assign(chunks[chunk] ?? {}, { owner: lease.token });
          });
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'a begin does not look at the status',
    caughtBy:
      'begin against cancel: at most what was begun is handed over, and the begin says which',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) =>
          asIfStatus(system, lease.campaignId, 'sending', () => system.ledger.advance(lease, step)),
      },
    }),
  },
  {
    name: 'a begin does not look at the lease',
    caughtBy: 'the fence: a lost lease begins nothing',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const { chunk } of step.begin)
              Object.assign(chunks[chunk] ?? {}, { owner: lease.token });
          });
          return asIfLive(system, lease.campaignId, () => system.ledger.advance(lease, step));
        },
      },
    }),
  },
  {
    name: 'a begin says yes after a cancel',
    caughtBy: 'the fence: after a cancel nothing is begun',
    apply: ({ ledger }) => ({
      ledger: {
        advance: async (lease, step) => {
          const result = await ledger.advance(lease, step);
          return { ...result, begun: result.begun || result.lease.held };
        },
      },
    }),
  },
  {
    name: 'a claim that came after the cancel is begun, since it was claimed',
    caughtBy: 'claim against cancel: what was claimed is begun by nobody',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const chunks = rowOf(system, lease.campaignId)?.chunks ?? [];
          const isOurs = chunks.some(({ owner }) => owner === lease.token);
          const advance = () => system.ledger.advance(lease, step);
          return isOurs ? asIfStatus(system, lease.campaignId, 'sending', advance) : advance();
        },
      },
    }),
  },
  {
    name: 'what was lost to expiry is begun by the one who lost it',
    caughtBy: 'a frozen worker that thaws begins nothing, settles what it had begun, and no more',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) =>
          asIfLive(system, lease.campaignId, () =>
            system.ledger.advance(lease, { ...step, begin: [] }),
          ).then((result) => ({ ...result, begun: true })),
      },
    }),
  },
  {
    name: 'waiting names campaigns whose work is held by others',
    caughtBy: 'waiting names a sending campaign if there is something that nobody alive holds',
    apply: (system) => ({
      store: {
        waiting: async () =>
          system
            .dump()
            .campaigns.filter(({ record }) => record.status === 'sending')
            .map(({ record }) => record.id),
      },
    }),
  },
  {
    name: 'waiting names campaigns whose audience has just failed',
    caughtBy: 'waiting does not name a campaign whose audience has failed until it is tried again',
    apply: ({ ledger }) => ({
      ledger: {
        failAudience: (lease, failure) => ledger.failAudience(lease, { ...failure, retryInMs: 0 }),
      },
    }),
  },
  {
    name: 'waiting names whatever is sending and has no lease',
    caughtBy: 'a campaign that has sent everything does not wait',
    apply: (system) => ({
      store: {
        waiting: async (limit) => {
          const idle = system
            .dump()
            .campaigns.filter(({ record }) => record.status === 'sending')
            .filter(({ leases }) => leases.every(({ endedAt }) => endedAt !== null));
          const more = idle.map(({ record }) => record.id);
          return [...new Set([...(await system.store.waiting(limit)), ...more])];
        },
      },
    }),
  },
  {
    name: 'failed is counted as delivered',
    caughtBy: 'each outcome is counted as what it is',
    apply: ({ ledger }) => ({
      ledger: {
        advance: (lease, { settle, begin }) => {
          const glad = settle.map((each) =>
            each.outcome === 'failed' ? { ...each, outcome: 'delivered' as const } : each,
          );
          return ledger.advance(lease, { settle: glad, begin });
        },
      },
    }),
  },
  {
    name: 'a later word writes over an outcome',
    caughtBy: 'an outcome stands, whatever is said after it, by whomever',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const settled = step.settle.filter(({ chunk, position }) =>
            finals.test(rowOf(system, lease.campaignId)?.chunks[chunk]?.states[position] ?? ''),
          );
          tamper(system, lease.campaignId, ({ chunks }) => force(chunks, settled));
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'a retry said twice is tried twice',
    caughtBy: 'settling twice is settling once',
    apply: (system) => ({
      ledger: {
        advance: async (lease, step) => {
          const rows = () => rowOf(system, lease.campaignId)?.chunks ?? [];
          const moved = step.settle.filter(
            ({ chunk, position, outcome }) =>
              outcome === 'retry' && rows()[chunk]?.states[position] === 'm',
          );
          tamper(system, lease.campaignId, ({ chunks }) => force(chunks, moved));
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'everybody settles everything',
    caughtBy: 'nobody settles what another has begun, nor what nobody has begun',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const open = step.settle.filter(({ chunk, position }) =>
            /[pb]/.test(rowOf(system, lease.campaignId)?.chunks[chunk]?.states[position] ?? ''),
          );
          tamper(system, lease.campaignId, ({ chunks }) => force(chunks, open));
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
  {
    name: 'nothing is settled if nothing can be begun',
    caughtBy: 'one step settles and begins; what it settles stays settled if nothing can be begun',
    apply: (system) => ({
      ledger: {
        advance: async (lease, step) => {
          const before = system.dump();
          const result = await system.ledger.advance(lease, step);
          if (!result.begun) system.restore(before);
          return result;
        },
      },
    }),
  },
  {
    name: 'nothing is settled after a cancel',
    caughtBy: 'counts settle after a cancel, and the status does not move',
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          const isSending = rowOf(system, lease.campaignId)?.record.status === 'sending';
          return system.ledger.advance(lease, { ...step, settle: isSending ? step.settle : [] });
        },
      },
    }),
  },
  {
    name: 'a settlement that met the cancel is lost',
    caughtBy: 'settle against cancel: the outcome is kept and the campaign is cancelled',
    apply: (system) => ({
      ledger: {
        advance: async (lease, step) => {
          await system.store.read(lease.campaignId);
          const isSending = rowOf(system, lease.campaignId)?.record.status === 'sending';
          return system.ledger.advance(lease, { ...step, settle: isSending ? step.settle : [] });
        },
      },
    }),
  },
  {
    name: 'a retry is due at once',
    caughtBy: 'a retry waits for its time, in a chunk of its own, with the next attempt',
    apply: ({ ledger }) => ({
      ledger: {
        advance: (lease, { settle, begin }) => {
          const hasty = settle.map((each) => ({ ...each, retryInMs: 0 }));
          return ledger.advance(lease, { settle: hasty, begin });
        },
      },
    }),
  },
  {
    name: 'what was never handed over is tried again as if it had been',
    caughtBy:
      'what was never handed over is pending, for its holder at once and for others after it',
    apply: ({ ledger }) => ({
      ledger: {
        advance: (lease, { settle, begin }) => {
          const tried = settle.map((each) =>
            each.outcome === 'untouched' ? { ...each, outcome: 'retry' as const } : each,
          );
          return ledger.advance(lease, { settle: tried, begin });
        },
      },
    }),
  },
  {
    name: 'a late answer is counted once more after the cancel',
    caughtBy: "hand-overs at or after the cancel's commit are counted, each once",
    apply: (system) => ({
      ledger: {
        advance: (lease, step) => {
          tamper(system, lease.campaignId, ({ chunks }) => {
            for (const { doubts } of chunks) {
              for (const doubt of Object.values(doubts)) doubt.counted = false;
            }
          });
          return system.ledger.advance(lease, step);
        },
      },
    }),
  },
];
