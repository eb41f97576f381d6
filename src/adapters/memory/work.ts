import type { EpochMs } from '../../service/campaign-store.js';
import { isClaimable } from '../../service/chunk.js';
import { isLive, liveLease } from './lease-rows.js';
import type { AudienceRow, CampaignRow, ChunkRow } from './memory-state.js';

/** Did it fail, and is its next try not due yet? */
export const isLater = ({ nextTryAt }: AudienceRow, now: EpochMs): boolean =>
  nextTryAt !== null && nextTryAt > now;

/** Nobody holds it, or nobody alive. */
const isFree = (row: CampaignRow, { owner }: { readonly owner: string | null }, now: EpochMs) =>
  liveLease(row, owner, now) === undefined;

/** Can this chunk be claimed? */
export const canClaim = (row: CampaignRow, chunk: ChunkRow, now: EpochMs): boolean =>
  chunk.notBefore <= now && isClaimable(chunk.states) && isFree(row, chunk, now);

/** Is the campaign sending, with something that a worker could take up now? */
export const hasWork = (row: CampaignRow, now: EpochMs): boolean => {
  const { audience, chunks, leases, record } = row;
  if (record.status !== 'sending') return false;
  if (leases.some((lease) => lease.exclusive && isLive(lease, now))) return false;
  const hasAudience = !audience.sealed && isFree(row, audience, now) && !isLater(audience, now);
  return hasAudience || chunks.some((chunk) => canClaim(row, chunk, now));
};

/** The soonest that a retry is due which nobody holds. */
export const nextRetryAt = (row: CampaignRow, now: EpochMs): EpochMs | null => {
  const times = row.chunks
    .filter(
      (chunk) => chunk.notBefore > now && isClaimable(chunk.states) && isFree(row, chunk, now),
    )
    .map(({ notBefore }) => notBefore);
  return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
};
