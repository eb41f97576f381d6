import type { EpochMs } from '../../service/campaign-store.js';
import { countChunk } from '../../service/chunk.js';
import type { Tally } from '../../service/recipient-ledger.js';
import { isStale, liveLease } from './lease-rows.js';
import type { CampaignRow, LeaseRow } from './memory-state.js';

/** Recipients by what they are at this moment, with the expiry of leases thought through. */
const countsOf = (row: CampaignRow, now: EpochMs) => {
  const isSending = row.record.status === 'sending';
  const sum = { pending: 0, claimed: 0, begun: 0, delivered: 0, failed: 0, inDoubt: 0 };
  for (const { states, owner } of row.chunks) {
    const found = countChunk(states);
    const isHeld = liveLease(row, owner, now) !== undefined;
    // Nothing is sent again once the campaign is not sending, so what was in doubt stays that.
    const doubtful = isSending ? 0 : found.pendingAgain;
    sum.pending += found.pending - doubtful;
    sum.claimed += isHeld && isSending ? found.pending : 0;
    sum.begun += isHeld ? found.begun : 0;
    sum.delivered += found.delivered;
    sum.failed += found.failed;
    sum.inDoubt += found.inDoubt + doubtful + (isHeld ? 0 : found.begun);
  }
  return sum;
};

const leaseOf = (
  { worker, exclusive, takenAt, expiresAt, endedAt }: LeaseRow,
  isOver: boolean,
) => ({
  worker,
  exclusive,
  takenAt,
  expiresAt,
  endedAt: isOver ? expiresAt : endedAt,
});

/** The tally, derived from the rows at the moment of reading. */
export const tallyOf = (row: CampaignRow, now: EpochMs): Tally => {
  const { pending: _, ...counts } = countsOf(row, now);
  const { owner: __, ...audience } = row.audience;
  return {
    now,
    audience,
    ...counts,
    ownCounts: row.ownCounts,
    leases: row.leases.map((lease) => leaseOf(lease, isStale(lease, now))),
    handedOverAfterCancel: row.handedOverAfterCancel,
    clockErrorMs: row.leases.reduce((max, { clockErrorMs }) => Math.max(max, clockErrorMs), 0),
  };
};

/** The same, as the recount gives it. */
export const recountOf = (row: CampaignRow, now: EpochMs) => {
  const { claimed: _, ...counts } = countsOf(row, now);
  return counts;
};
