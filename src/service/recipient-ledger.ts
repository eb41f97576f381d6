import type { CampaignStatus } from '../lifecycle/index.js';
import type { EpochMs } from './campaign-store.js';

/** Somebody to deliver to. `id` is unique within the audience; the whole value must survive JSON. */
export interface Recipient {
  readonly id: string;
}

/** A lease is named by its campaign and a token that no two leases share. */
export interface LeaseRef {
  readonly campaignId: string;
  readonly token: string;
}

/** The answer to taking a lease. */
export type LeaseTaken =
  | {
      readonly taken: true;
      readonly now: EpochMs;
      readonly expiresAt: EpochMs;
      /** What the last holder checkpointed, `null` if nothing. */
      readonly checkpoint: unknown;
    }
  | { readonly taken: false; readonly because: 'not-sending' | 'held' | 'missing' };

/** The answer to everything a lease holder writes: does it still hold, and is the campaign sending. */
export type LeaseState =
  | {
      readonly held: true;
      readonly status: CampaignStatus;
      readonly now: EpochMs;
      readonly expiresAt: EpochMs;
    }
  | { readonly held: false; readonly now: EpochMs };

/** Where a recipient is in the ledger. */
export interface Place {
  readonly chunk: number;
  readonly position: number;
}

/** A chunk that was claimed: its pending recipients only, in order. */
export interface Claim {
  readonly chunk: number;
  /** 1 for the first try of these recipients, one more for each retry. */
  readonly attempt: number;
  readonly recipients: readonly { readonly position: number; readonly recipient: Recipient }[];
}

/** The answer to a claim. */
export type ClaimResult =
  | { readonly claim: Claim }
  /** `stopped`: not sending or lease lost. `empty`: nothing to take now; perhaps from `nextAt` on. */
  | {
      readonly claim: null;
      readonly because: 'stopped' | 'empty';
      readonly nextAt: EpochMs | null;
    };

/**
 * What became of a recipient that was begun:
 * - `delivered`, `failed`, `in-doubt`: handed over; the last means that nobody can say whether the
 *   push service took it, and it is never sent again by itself.
 * - `retry`: handed over and surely not accepted: pending again, not before `retryInMs` from now.
 * - `untouched`: never handed over: pending again at once.
 */
export interface Settlement extends Place {
  readonly outcome: 'delivered' | 'failed' | 'in-doubt' | 'retry' | 'untouched';
  /** When it was handed over, worker's time mapped to the store's clock; `null` if untouched. */
  readonly handedOverAt: EpochMs | null;
  readonly retryInMs?: number;
}

/** Counts that a sender with a loop of its own keeps itself. */
export interface OwnCounts {
  readonly delivered?: number;
  readonly failed?: number;
  readonly inDoubt?: number;
  readonly skipped?: number;
}

/**
 * Everything that is counted about a campaign, from rows that are kept as the work goes; expiry is
 * derived at the moment of reading, so it is right with no process alive.
 */
export interface Tally {
  readonly now: EpochMs;
  readonly audience: {
    /** Recipients written so far. */
    readonly size: number;
    readonly sealed: boolean;
    /** Failures of the recipients' iterator, and when it is tried again. */
    readonly attempts: number;
    readonly lastError: string | null;
    readonly nextTryAt: EpochMs | null;
  };
  /** Claimed by a live lease and not begun; 0 in a campaign that is not sending. */
  readonly claimed: number;
  /** Begun under a live lease. */
  readonly begun: number;
  readonly delivered: number;
  readonly failed: number;
  /**
   * Including what was begun under a lease that has expired and, once the campaign is not sending,
   * what was to be sent again (`resendBegun`).
   */
  readonly inDoubt: number;
  /** Counts given by a sender's own loop; `null` if none were. */
  readonly ownCounts: Required<OwnCounts> | null;
  readonly leases: readonly {
    readonly worker: string;
    readonly exclusive: boolean;
    readonly takenAt: EpochMs;
    readonly expiresAt: EpochMs;
    /** When its holder gave it back, or when it was found expired (then its expiry). */
    readonly endedAt: EpochMs | null;
  }[];
  /**
   * Hand-overs at or after the time of the cancel, each counted when first settled. That time is a moment
   * before the commit: what was handed over while the cancel was being written is among them if it was
   * settled after that.
   */
  readonly handedOverAfterCancel: number;
  /** How far a worker's mapped clock may be off the store's, at most, in ms. */
  readonly clockErrorMs: number;
}

/**
 * Who is to be sent what, who works on it, and what became of each recipient. Comes from the same
 * adapter as the {@link CampaignStore} and shares its transactions: the fence and COMPLETE span both.
 *
 * Every method is one atomic step. The fence, on which everything else rests:
 * - a claim and a begin happen only in a step that sees the status `sending` and the lease live;
 * - a begin marks only pending recipients of a chunk that this token owns, all of them or none;
 * - a token that was lost (ended, expired by the store's clock) can begin, claim, append and seal
 *   nothing. It may still settle what became `in-doubt` under it, to the true outcome;
 * - a final outcome (`delivered`, `failed`) never changes.
 *
 * No step takes a lock that a CANCEL would have to wait for beyond its own commit, and CANCEL itself
 * writes the same number of rows for any audience: `skipped` is derived.
 *
 * It does not promise order of delivery, nor that `claim` finds everything there is (a chunk that
 * another transaction holds may be passed over until the next call).
 */
export interface RecipientLedger {
  /**
   * Takes a lease, only in a step that sees the status `sending`. `exclusive`: only if no other lease
   * is live. Otherwise: only if no exclusive lease is live. This campaign's leases that have expired
   * are expired first. A lease is live while `now < expiresAt`.
   *
   * Asked again with the token of a live lease (the answer was lost), it answers with that lease as
   * it is. A token whose lease has ended is an error.
   *
   * `resendBegun`: delivery is idempotent, so what is begun under this lease when it expires or ends
   * becomes pending again instead of in doubt, whichever step finds it expired. Until it is begun
   * again it counts as pending while the campaign is sending, and as in doubt afterwards.
   */
  takeLease(request: {
    readonly campaignId: string;
    readonly token: string;
    readonly worker: string;
    readonly ttlMs: number;
    readonly exclusive: boolean;
    readonly resendBegun?: boolean;
  }): Promise<LeaseTaken>;

  /**
   * Prolongs a live lease to `ttlMs` from now, also in `cancelled` (its holder still has to settle).
   * An expired lease cannot be prolonged. `clockErrorMs`: the holder's present bound; the largest of
   * a lease's life is kept.
   */
  renewLease(
    lease: LeaseRef,
    renewal: { readonly ttlMs: number; readonly clockErrorMs: number },
  ): Promise<LeaseState>;

  /**
   * Gives a lease back: claims become pending, begun without an answer becomes in doubt (or pending
   * again, with `resendBegun`), an audience that it was writing has no owner. Idempotent, and
   * harmless for a lease that is unknown or has expired.
   */
  endLease(lease: LeaseRef): Promise<void>;

  /**
   * Ends leases that have expired, in any status, at most `limit`, and says what that did; `released`
   * are those who are pending again.
   */
  expireLeases(query: { readonly limit: number }): Promise<
    readonly {
      readonly campaignId: string;
      readonly worker: string;
      readonly inDoubt: number;
      readonly released: number;
    }[]
  >;

  /**
   * Makes this lease the one that writes the audience, exclusive or not; its owner may ask again.
   * `stopped`: not sending or lease lost. `busy`: another live lease is. `later`: it failed and its
   * next try is not due.
   */
  ownAudience(lease: LeaseRef): Promise<'owned' | 'sealed' | 'busy' | 'later' | 'stopped'>;

  /**
   * Writes one chunk, without the recipients whose id is in the audience already, in this chunk or in
   * another. Owner of the audience only.
   *
   * @throws `CampaignInputError` with code `invalid-recipient`, and nothing is written, if one of them
   * has no text as its id or does not survive JSON (`survivesJson`)
   */
  append(lease: LeaseRef, recipients: readonly Recipient[]): Promise<'appended' | 'stopped'>;

  /**
   * Marks the audience as complete and forgets the last failure. Owner of the audience only; asked
   * again by the owner it answers the same.
   */
  seal(lease: LeaseRef): Promise<'sealed' | 'stopped'>;

  /** Notes that the recipients' iterator failed; the audience has no owner until the next try. */
  failAudience(
    lease: LeaseRef,
    failure: { readonly code: string; readonly retryInMs: number },
  ): Promise<void>;

  /**
   * Takes one chunk with pending recipients whose time has come, of the campaign's own or of a lease
   * that has expired (which is expired first). `nextAt`: the soonest that a retry is due which nobody
   * holds; what a live lease holds is its holder's to finish.
   */
  claim(lease: LeaseRef): Promise<ClaimResult>;

  /**
   * The group commit: settles what came back and begins what is next, in one step, in this order.
   * `begun` tells whether everything in `begin` was begun; if not, nothing of it was, and none may be
   * handed over. It is `false` whenever the lease is lost or the campaign is not sending.
   *
   * Settling is idempotent, goes on in any status, and passes over what does not belong to this token.
   * `retry` moves a recipient to a chunk of its own, with the next `attempt`. Where the answer was
   * lost, settling as `untouched` takes back what may have been begun.
   *
   * A late answer, from a token that was lost or after `in-doubt`, may be `delivered` or `failed` and
   * nothing else, and only under the token that the recipient fell in doubt with. With `resendBegun`
   * it counts until somebody else has claimed the recipient.
   */
  advance(
    lease: LeaseRef,
    step: { readonly settle: readonly Settlement[]; readonly begin: readonly Place[] },
  ): Promise<{ readonly begun: boolean; readonly lease: LeaseState }>;

  /**
   * Stores a resume point and adds counts, for a sender with a loop of its own. Live leases only, in
   * any status. The next {@link RecipientLedger.takeLease} gives the last value that was stored.
   *
   * @throws `CampaignInputError` with code `invalid-data` if the value does not survive JSON
   */
  checkpoint(
    lease: LeaseRef,
    progress: { readonly value?: unknown; readonly counts?: OwnCounts },
  ): Promise<LeaseState>;

  /** `undefined`: no such campaign. */
  tally(campaignId: string): Promise<Tally | undefined>;

  /**
   * The same counts, recounted recipient by recipient: for tests and doubts, not for every day.
   * Expiry is derived as in the tally, and `pending` includes what is claimed; so the five add up to
   * the audience's size. An unknown campaign is an error.
   */
  recount(campaignId: string): Promise<{
    readonly pending: number;
    readonly begun: number;
    readonly delivered: number;
    readonly failed: number;
    readonly inDoubt: number;
  }>;

  /** Campaigns in `sending` for which the guard `settled` is met: COMPLETE was not tried, or not heard. */
  completable(limit: number): Promise<readonly string[]>;
}
