import type { EpochMs } from '../../service/campaign-store.js';
import { isClaimable, isOpen } from '../../service/chunk.js';
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

/** When there may be something to claim that cannot be claimed yet: a retry, or an expiring lease. */
export const nextWorkAt = (row: CampaignRow, now: EpochMs): EpochMs | null => {
  const times = row.chunks.flatMap((chunk) => {
    if (!isOpen(chunk.states)) return [];
    const holder = liveLease(row, chunk.owner, now);
    return Math.max(chunk.notBefore, holder?.expiresAt ?? 0);
  });
  return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
};
