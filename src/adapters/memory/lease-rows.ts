import type { EpochMs } from '../../service/campaign-store.js';
import { begunPositions, expire, pendingPositions } from '../../service/chunk.js';
import type { LeaseRef, LeaseState } from '../../service/recipient-ledger.js';
import type { CampaignRow, ChunkRow, LeaseRow, MemoryState } from './memory-state.js';

/** By the store's clock; in the millisecond in which it expires a lease is no longer live. */
export const isLive = ({ endedAt, expiresAt }: LeaseRow, now: EpochMs): boolean =>
  endedAt === null && expiresAt > now;

/** Expired by the clock, and nobody has noticed yet. */
export const isStale = ({ endedAt, expiresAt }: LeaseRow, now: EpochMs): boolean =>
  endedAt === null && expiresAt <= now;

/** The lease with this token, if it is live. */
export const liveLease = (
  { leases }: CampaignRow,
  token: string | null,
  now: EpochMs,
): LeaseRow | undefined => leases.find((lease) => lease.token === token && isLive(lease, now));

/** What a lease holder is told about its lease. */
export const leaseState = (
  row: CampaignRow | undefined,
  token: string,
  now: EpochMs,
): LeaseState => {
  const lease = row && liveLease(row, token, now);
  if (row === undefined || lease === undefined) return { held: false, now };
  return { held: true, status: row.record.status, now, expiresAt: lease.expiresAt };
};

/** The campaign with something changed about one lease. */
export const withLease = (
  row: CampaignRow,
  token: string,
  change: Partial<LeaseRow>,
): CampaignRow => ({
  ...row,
  leases: row.leases.map((lease) => (lease.token === token ? { ...lease, ...change } : lease)),
});

const releaseChunk = (chunk: ChunkRow, token: string, resendBegun: boolean): ChunkRow => {
  if (chunk.owner !== token) return chunk;
  const doubts = { ...chunk.doubts };
  for (const position of begunPositions(chunk.states)) doubts[position] = { token, counted: false };
  return { ...chunk, owner: null, states: expire(chunk.states, resendBegun), doubts };
};

/** A campaign after a lease was ended, and what that did to the recipients it held. */
export interface Released {
  readonly row: CampaignRow;
  readonly inDoubt: number;
  readonly released: number;
}

/** Ends a lease: what it claimed is pending, what it had begun is in doubt or may be sent again. */
export const releaseLease = (
  row: CampaignRow,
  { token }: LeaseRow,
  endedAt: EpochMs,
  resendBegun: boolean,
): Released => {
  const owned = row.chunks.filter(({ owner }) => owner === token);
  const begun = owned.reduce((sum, { states }) => sum + begunPositions(states).length, 0);
  const claimed = owned.reduce((sum, { states }) => sum + pendingPositions(states).length, 0);
  const { audience } = row;
  return {
    row: {
      ...withLease(row, token, { endedAt }),
      chunks: row.chunks.map((chunk) => releaseChunk(chunk, token, resendBegun)),
      audience: audience.owner === token ? { ...audience, owner: null } : audience,
    },
    inDoubt: resendBegun ? 0 : begun,
    released: resendBegun ? claimed + begun : claimed,
  };
};

/** The campaign as a step should see it: with every lease ended that has expired. */
export const campaignAt = (
  { campaigns }: MemoryState,
  campaignId: string,
  now: EpochMs,
): CampaignRow | undefined => {
  const row = campaigns.get(campaignId);
  return row?.leases
    .filter((lease) => isStale(lease, now))
    .reduce(
      (next, lease) => releaseLease(next, lease, lease.expiresAt, lease.resendBegun).row,
      row,
    );
};

/** The same, if this lease may still work on it: it is live, and the campaign is sending. */
export const workingCampaign = (
  state: MemoryState,
  { campaignId, token }: LeaseRef,
  now: EpochMs,
): CampaignRow | undefined => {
  const row = campaignAt(state, campaignId, now);
  const isWorking = row?.record.status === 'sending' && liveLease(row, token, now);
  return isWorking ? row : undefined;
};
