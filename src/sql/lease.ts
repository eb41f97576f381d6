import type { CampaignStatus } from '../lifecycle/index.js';
import type { EpochMs } from '../service/campaign-store.js';
import type { LeaseState } from '../service/recipient-ledger.js';
import { storedStatus } from '../service/stored-status.js';

/** Yes or no, as one database or another says it. */
export type Flag = number | boolean;

/** A row of `campaign_lease`, with what its campaign says. */
export interface LeaseRow {
  readonly key: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly resend_begun: Flag;
  readonly status: string;
  readonly cancelled_at: number | null;
}

/** A lease with what its campaign says at this moment. */
export interface Lease {
  readonly token: string;
  /** The campaign's internal key. */
  readonly key: number;
  readonly expiresAt: EpochMs;
  /** By the store's clock; in the millisecond in which it expires a lease is no longer live. */
  readonly isLive: boolean;
  /** It ran out, and nobody has noticed yet. */
  readonly isStale: boolean;
  readonly resendBegun: boolean;
  readonly status: CampaignStatus;
  readonly cancelledAt: EpochMs | null;
}

/** A lease that was read, at this time of the store. */
export const leaseOf = (
  { campaignId, token }: { readonly campaignId: string; readonly token: string },
  row: LeaseRow,
  now: EpochMs,
): Lease => {
  const runsOut = row.expires_at <= now;
  return {
    token,
    key: row.key,
    expiresAt: row.expires_at,
    isLive: row.ended_at === null && !runsOut,
    isStale: row.ended_at === null && runsOut,
    resendBegun: Boolean(row.resend_begun),
    status: storedStatus(campaignId, row.status),
    cancelledAt: row.cancelled_at,
  };
};

/** What its holder is told. */
export const leaseState = (lease: Lease | undefined, now: EpochMs): LeaseState =>
  lease?.isLive
    ? { held: true, status: lease.status, now, expiresAt: lease.expiresAt }
    : { held: false, now };
