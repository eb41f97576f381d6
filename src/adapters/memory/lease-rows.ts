import type { EpochMs } from '../../service/campaign-store.js';
import { begunPositions, expire, pendingPositions } from '../../service/chunk.js';
import type { CampaignRow, ChunkRow, LeaseRow } from './memory-state.js';

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

/** A campaign after a lease was ended, and what that did to the recipients it held. */
export interface Released {
  readonly row: CampaignRow;
  readonly inDoubt: number;
  readonly released: number;
}

const releaseChunk = (chunk: ChunkRow, token: string, resendBegun: boolean): ChunkRow => {
  if (chunk.owner !== token) return chunk;
  const doubts = { ...chunk.doubts };
  for (const position of begunPositions(chunk.states)) doubts[position] = { token, counted: false };
  return { ...chunk, owner: null, states: expire(chunk.states, resendBegun), doubts };
};

/** Ends a lease: what it claimed is pending, what it had begun is in doubt or may be sent again. */
export const releaseLease = (
  row: CampaignRow,
  lease: LeaseRow,
  endedAt: EpochMs,
  resendBegun: boolean,
): Released => {
  const { token } = lease;
  const owned = row.chunks.filter(({ owner }) => owner === token);
  const begun = owned.reduce((sum, { states }) => sum + begunPositions(states).length, 0);
  const claimed = owned.reduce((sum, { states }) => sum + pendingPositions(states).length, 0);
  const { audience } = row;
  return {
    row: {
      ...row,
      leases: row.leases.map((each) => (each.token === token ? { ...lease, endedAt } : each)),
      chunks: row.chunks.map((chunk) => releaseChunk(chunk, token, resendBegun)),
      audience: audience.owner === token ? { ...audience, owner: null } : audience,
    },
    inDoubt: resendBegun ? 0 : begun,
    released: resendBegun ? claimed + begun : claimed,
  };
};

/** The campaign with every lease ended that has expired. */
export const withoutStale = (row: CampaignRow, now: EpochMs): CampaignRow =>
  row.leases
    .filter((lease) => isStale(lease, now))
    .reduce(
      (next, lease) => releaseLease(next, lease, lease.expiresAt, lease.resendBegun).row,
      row,
    );
