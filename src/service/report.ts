import { type CampaignStatus, isFinal } from '../lifecycle/index.js';
import type { CampaignRecord, Cancellation, EpochMs, RecordedEffect } from './campaign-store.js';
import type { Tally } from './recipient-ledger.js';

/** Every recipient is in exactly one of these; they add up to the audience. */
export interface Counts {
  /** Nobody has taken it up. */
  readonly pending: number;
  /** A worker holds it and has not begun it. */
  readonly claimed: number;
  /** A worker may be handing it over right now. */
  readonly begun: number;
  readonly delivered: number;
  readonly failed: number;
  /** Will never be sent, because the campaign was cancelled. */
  readonly skipped: number;
  /** Begun, and nobody can say whether it was delivered; never sent again by itself. */
  readonly inDoubt: number;
}

/** What a cancel did, once it is done: who stopped it, what went out, what did not. */
export interface Receipt extends Cancellation {
  /** `unknown`: the sender has a loop of its own and gave no counts. */
  readonly counts: Counts | 'unknown';
  /** `false`: recipients who had not been read when the cancel came are in no count. */
  readonly audienceComplete: boolean;
  /** When the last worker stopped or its lease ran out; `null` while one may still be at work. */
  readonly stoppedAt: EpochMs | null;
  /**
   * Hand-overs at or after the cancel's time `at`, as far as they have been settled; `null` where the
   * sender has a loop of its own. That time is a moment before the commit, so what went out while the
   * cancel was being written is counted as well, if it was settled after that. Begin times are workers'
   * times mapped to the store's clock, with an error of at most `clockErrorMs`.
   */
  readonly handedOverAfterCancel: number | null;
  readonly clockErrorMs: number;
  /** Nothing moves any more, but for late answers that turn what is in doubt into what it was. */
  readonly settled: boolean;
}

/** Where a campaign stands. */
export interface CampaignReport {
  readonly campaignId: string;
  readonly status: CampaignStatus;
  readonly campaign: CampaignRecord;
  readonly audience: Tally['audience'];
  readonly counts: Counts | 'unknown';
  /** How much of a final campaign went out; `null` before, `unknown` without counts. */
  readonly outcome: 'delivered' | 'partial' | 'none' | 'unknown' | null;
  /** Of a cancelled campaign. */
  readonly receipt: Receipt | null;
  /** Workers whose lease is live. */
  readonly workers: readonly string[];
  /** Sending, but no live worker: it is taken up again by the next one, and can be cancelled. */
  readonly stalled: boolean;
  /** Effects that are not carried out yet. */
  readonly openEffects: readonly RecordedEffect[];
}

const isLive = (tally: Tally, lease: Tally['leases'][number]) =>
  lease.endedAt === null && lease.expiresAt > tally.now;

// An exclusive lease is what a sender with a loop of its own holds.
const hasOwnLoop = (tally: Tally) => tally.leases.some((lease) => lease.exclusive);

const countsOf = (status: CampaignStatus, tally: Tally): Counts | 'unknown' => {
  const { delivered, failed, inDoubt, begun } = tally;
  if (hasOwnLoop(tally)) {
    if (tally.ownCounts === null) return 'unknown';
    return { pending: 0, claimed: 0, begun: 0, ...tally.ownCounts };
  }
  const rest = tally.audience.size - delivered - failed - inDoubt - begun;
  const settled = { begun, delivered, failed, inDoubt };
  // What a cancelled campaign has not begun it never will, claimed or not: derived, never written.
  if (status === 'cancelled') return { pending: 0, claimed: 0, skipped: rest, ...settled };
  return { pending: rest - tally.claimed, claimed: tally.claimed, skipped: 0, ...settled };
};

const outcomeOf = (
  status: CampaignStatus,
  counts: Counts | 'unknown',
  tally: Tally,
): CampaignReport['outcome'] => {
  if (!isFinal(status)) return null;
  // Nobody ever took it up, so nothing can have gone out.
  if (tally.leases.length === 0) return 'none';
  if (counts === 'unknown') return 'unknown';
  const { delivered, inDoubt, begun } = counts;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (delivered === total && total > 0 && tally.audience.sealed) return 'delivered';
  return delivered + inDoubt + begun > 0 ? 'partial' : 'none';
};

const stoppedAtOf = (cancellation: Cancellation, tally: Tally): EpochMs | null => {
  if (tally.leases.some((lease) => isLive(tally, lease))) return null;
  const ends = tally.leases.map(({ endedAt, expiresAt }) => endedAt ?? expiresAt);
  return Math.max(cancellation.at, ...ends);
};

const receiptOf = (
  cancellation: Cancellation,
  counts: Counts | 'unknown',
  tally: Tally,
): Receipt => {
  const stoppedAt = stoppedAtOf(cancellation, tally);
  return {
    ...cancellation,
    counts,
    audienceComplete: tally.audience.sealed,
    stoppedAt,
    handedOverAfterCancel: hasOwnLoop(tally) ? null : tally.handedOverAfterCancel,
    clockErrorMs: tally.clockErrorMs,
    settled: stoppedAt !== null,
  };
};

/** Makes a report of what the store and the ledger hold. Pure. */
export function reportOf(
  campaign: CampaignRecord,
  tally: Tally,
  openEffects: readonly RecordedEffect[],
): CampaignReport {
  const { id: campaignId, status, cancellation } = campaign;
  const counts = countsOf(status, tally);
  const workers = tally.leases.filter((lease) => isLive(tally, lease)).map(({ worker }) => worker);
  return {
    campaignId,
    status,
    campaign,
    audience: tally.audience,
    counts,
    outcome: outcomeOf(status, counts, tally),
    receipt: cancellation === null ? null : receiptOf(cancellation, counts, tally),
    workers,
    stalled: status === 'sending' && workers.length === 0,
    openEffects,
  };
}
