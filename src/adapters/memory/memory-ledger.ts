import type { EpochMs } from '../../service/campaign-store.js';
import { pendingPositions } from '../../service/chunk.js';
import type { Claim, RecipientLedger } from '../../service/recipient-ledger.js';
import { isSettled } from './commit-step.js';
import { campaignAt, leaseState, workingCampaign } from './lease-rows.js';
import { createMemoryAudience } from './memory-audience.js';
import { createMemoryLeases } from './memory-leases.js';
import { type ChunkRow, type MemoryState, putCampaign } from './memory-state.js';
import { beginAll, settleAll } from './settle-step.js';
import { recountOf, tallyOf } from './tally.js';
import { canClaim, nextRetryAt } from './work.js';

const claimOf = (index: number, { attempt, recipients, states }: ChunkRow): Claim => {
  const claimed = pendingPositions(states).flatMap((position) => {
    const recipient = recipients[position];
    return recipient ? { position, recipient } : [];
  });
  return { chunk: index, attempt, recipients: claimed };
};

const createMemoryDispatch = (
  state: MemoryState,
  now: () => EpochMs,
): Pick<RecipientLedger, 'claim' | 'advance'> => ({
  claim: async (lease) => {
    const at = now();
    const row = workingCampaign(state, lease, at);
    if (row === undefined) return { claim: null, because: 'stopped', nextAt: null };
    const index = row.chunks.findIndex((chunk) => canClaim(row, chunk, at));
    const free = row.chunks[index];
    if (free === undefined) return { claim: null, because: 'empty', nextAt: nextRetryAt(row, at) };
    const claimed = { ...free, owner: lease.token };
    putCampaign(state, { ...row, chunks: row.chunks.with(index, claimed) });
    return { claim: claimOf(index, claimed) };
  },

  advance: async ({ campaignId, token }, step) => {
    const at = now();
    const row = campaignAt(state, campaignId, at);
    if (row === undefined) return { begun: false, lease: { held: false, now: at } };
    const settled = settleAll(row, token, step.settle, at);
    const lease = leaseState(settled, token, at);
    const mayBegin = lease.held && lease.status === 'sending';
    const begun = mayBegin ? beginAll(settled, token, step.begin) : null;
    putCampaign(state, begun ?? settled);
    return { begun: begun !== null, lease };
  },
});

/** The ledger: steps on the same rows as the store's, each of them synchronous like the store's. */
export const createMemoryLedger = (state: MemoryState, now: () => EpochMs): RecipientLedger => ({
  ...createMemoryLeases(state, now),
  ...createMemoryAudience(state, now),
  ...createMemoryDispatch(state, now),

  tally: async (campaignId) => {
    const row = state.campaigns.get(campaignId);
    return row && tallyOf(row, now());
  },

  recount: async (campaignId) => {
    const row = state.campaigns.get(campaignId);
    if (row === undefined) throw new Error(`There is no campaign ${JSON.stringify(campaignId)}.`);
    return recountOf(row, now());
  },

  completable: async (limit) =>
    [...state.campaigns.values()]
      .filter((row) => row.record.status === 'sending' && isSettled(row))
      .slice(0, limit)
      .map(({ record }) => record.id),
});
