import type {
  CampaignEffect,
  CampaignEventType,
  CampaignStatus,
  Decision,
} from '../lifecycle/index.js';

/** Milliseconds since the Unix epoch, always by the store's clock unless it says otherwise. */
export type EpochMs = number;

/** Who cancelled a campaign, when, why, and out of which status. Written once, never changed. */
export interface Cancellation {
  readonly by: string | null;
  readonly at: EpochMs;
  readonly reason: string | null;
  readonly from: CampaignStatus;
}

/** A campaign as the store holds it. */
export interface CampaignRecord {
  readonly id: string;
  readonly status: CampaignStatus;
  /** When it may START; `null` in draft. Adopted without one, it is due. */
  readonly dueAt: EpochMs | null;
  readonly createdAt: EpochMs;
  /** When the status last moved. */
  readonly changedAt: EpochMs;
  readonly cancellation: Cancellation | null;
  /** The embedder's own JSON value (title, body, …); never looked at here. */
  readonly data: unknown;
}

/** A line of the audit trail. Commands that were rejected are in it when they carried a command id. */
export interface HistoryEntry {
  readonly campaignId: string;
  /** Rises by commit order within a campaign. */
  readonly sequence: number;
  readonly at: EpochMs;
  readonly event: CampaignEventType | 'CREATE' | 'ADOPT';
  readonly commandId: string;
  readonly by: string | null;
  readonly reason: string | null;
  /** The answer as it was given; `null` for CREATE and ADOPT. */
  readonly decision: Decision | null;
}

/** What {@link CampaignStore.insert} writes. */
export interface NewCampaign {
  readonly id: string;
  readonly status: CampaignStatus;
  readonly dueAt: EpochMs | null;
  readonly data: unknown;
  readonly event: 'CREATE' | 'ADOPT';
  readonly commandId: string;
  readonly by: string | null;
  readonly reason: string | null;
  /** Recorded for the relay in the same write. */
  readonly effects: readonly CampaignEffect['type'][];
}

/** A condition that the writing statement itself checks, beside the status. */
export type CommitGuard =
  /** START: `dueAt` has passed by the store's clock. */
  | 'due'
  /**
   * COMPLETE: the audience is sealed, and no recipient is pending, claimed or begun. What was begun
   * under a lease that has expired counts as begun until a step has expired that lease.
   */
  | 'settled';

/** What {@link CampaignStore.commit} writes, in one transaction. */
export interface StatusChange {
  readonly campaignId: string;
  /** Accepted: the status moves from `from` to `to`. Rejected: only the history is written. */
  readonly decision: Decision;
  readonly commandId: string;
  readonly by: string | null;
  readonly reason: string | null;
  /** SCHEDULE: when it may START. A time that has passed means now. */
  readonly dueAt?: EpochMs;
  readonly guard?: CommitGuard;
  /** Effects that somebody has to carry out after the commit; recorded exactly once with it. */
  readonly effects: readonly CampaignEffect['type'][];
}

/** A {@link StatusChange} was written. */
export interface Committed {
  readonly outcome: 'committed';
  readonly campaign: CampaignRecord;
  readonly at: EpochMs;
}

/** What became of a {@link StatusChange}. Only `committed` wrote anything. */
export type CommitResult =
  | Committed
  /** The status is no longer `decision.from`: decide again on the one found. */
  | { readonly outcome: 'moved'; readonly campaign: CampaignRecord }
  /** The status is as expected, the guard is not met. */
  | { readonly outcome: 'guarded'; readonly campaign: CampaignRecord }
  /** This command id was answered before; `entry` holds that answer. */
  | {
      readonly outcome: 'replayed';
      readonly campaign: CampaignRecord;
      readonly entry: HistoryEntry;
    }
  | { readonly outcome: 'missing' };

/** An effect that was recorded with a status and waits for the relay. */
export interface RecordedEffect {
  readonly campaignId: string;
  readonly effect: CampaignEffect['type'];
  /** Rises by commit order. */
  readonly sequence: number;
  readonly attempts: number;
  readonly recordedAt: EpochMs;
  /** The campaign's due time at the moment of reading. */
  readonly dueAt: EpochMs | null;
  /** The code of the last failure. */
  readonly lastError: string | null;
  readonly nextTryAt: EpochMs;
}

/** A page of campaigns; `next` is the `after` of the page that follows, `null` at the end. */
export interface CampaignPage {
  readonly campaigns: readonly CampaignRecord[];
  readonly next: string | null;
}

/** How a write takes part in a transaction. */
export interface WriteOptions<Tx> {
  /** The embedder's own open transaction: the store writes inside it and neither begins nor commits. */
  readonly tx?: Tx;
  /** Run in the same transaction, after the write; if it throws, nothing is written. */
  within?(tx: Tx): void | Promise<void>;
}

/**
 * Where campaigns live. Every method is one atomic step: it either happened as a whole and is
 * durable when the promise resolves, or nothing happened. A promise that rejects leaves open whether
 * it happened (the answer may have been lost); asking again with the same command id tells.
 *
 * It does not promise fairness between commands, nor that `list` is a snapshot: a campaign may move
 * between two pages. It never decides: it compares, writes, and says what it found.
 *
 * `Tx` is the adapter's own transaction handle. A command that is given one writes inside it and
 * neither begins nor commits.
 */
export interface CampaignStore<Tx = unknown> {
  /** The store's clock. All times in all ports are by this clock. */
  now(): Promise<EpochMs>;

  /**
   * Writes a new campaign with its history entry. One that exists is left as it is.
   *
   * @throws `CampaignInputError` with code `invalid-data` if the data does not survive JSON
   * (`survivesJson`), `unknown-status` if the status is not in the table
   */
  insert(
    campaign: NewCampaign,
    options?: WriteOptions<Tx>,
  ): Promise<{ readonly inserted: boolean; readonly campaign: CampaignRecord }>;

  /** Fresh, never cached. A status the table does not know is an error that names the row (`storedStatus`). */
  read(campaignId: string, tx?: Tx): Promise<CampaignRecord | undefined>;

  /**
   * The compare-and-set. In one transaction: looks for the command id, compares the status with
   * `decision.from`, checks the guard, moves the status, appends the history, records the effects,
   * and runs `within` with the transaction handle (for queues and signals that join it). If `within`
   * throws, nothing is written. Where the database has the transaction run again, so is `within`: all
   * it does it does with its handle.
   *
   * The command id is looked up before everything else. A rejected decision writes its history entry
   * only, and only if the status is still `decision.from`; it has no guard. An effect that is recorded
   * for the campaign already, open or settled, is not recorded again.
   *
   * @throws `CampaignInputError` with code `command-id-reused` if the id was used for another event;
   * `impossible-move` if the lifecycle does not have it (`checkMove`)
   */
  commit(change: StatusChange, options?: WriteOptions<Tx>): Promise<CommitResult>;

  /**
   * Optional, for stores behind a network: a command without a read before it. `changes` are the same
   * command, accepted, decided on one status each. Writes the one whose `decision.from` the
   * campaign is in, as `commit` would without options, and says which.
   *
   * `undefined`: nothing was written, for whatever reason; `commit` tells which. That nothing was written
   * may be answered at any time, and so an adapter may leave this out.
   */
  tryCommit?(
    changes: readonly [StatusChange, ...StatusChange[]],
  ): Promise<(Committed & { readonly decision: Decision }) | undefined>;

  /** The answer that a command id got before. */
  findCommand(campaignId: string, commandId: string): Promise<HistoryEntry | undefined>;

  /**
   * Newest first. `limit` is at most 1,000; what is above is taken for that. `after` is the `next` of
   * an earlier page, whose last campaign may be gone by now.
   */
  list(query: {
    readonly status?: CampaignStatus;
    readonly after?: string;
    readonly limit: number;
  }): Promise<CampaignPage>;

  /** In commit order, from `after` (a sequence) on. */
  history(
    campaignId: string,
    query: { readonly after: number; readonly limit: number },
  ): Promise<readonly HistoryEntry[]>;

  /**
   * Campaigns that want a worker: `ready` and due, or `sending` without a live exclusive lease and
   * with something to take. That is an audience that is not sealed, that no live lease writes and
   * whose next try is due; or a chunk that could be claimed, also from a lease that has expired. Not
   * one whose only work is held by live leases. May name one that another worker takes first: START
   * and the lease decide.
   */
  waiting(limit: number): Promise<readonly string[]>;

  /**
   * Effects that are due, at most one per campaign and that one the oldest: an effect waits for those
   * recorded before it. The same effect may be handed to two relays at once; carrying out is
   * idempotent by `campaignId:effect`. With a `campaignId`: only that campaign's.
   */
  dueEffects(query: {
    readonly limit: number;
    readonly campaignId?: string;
  }): Promise<readonly RecordedEffect[]>;

  /** Effects not yet settled, due or not: what an operator looks at. */
  openEffects(campaignId: string): Promise<readonly RecordedEffect[]>;

  /** Settles effects in one group commit. Settling one twice is harmless. */
  settleEffects(
    effects: readonly {
      readonly campaignId: string;
      readonly effect: CampaignEffect['type'];
      readonly as: 'done' | 'superseded';
    }[],
  ): Promise<void>;

  /** Notes a failure: one more attempt, the code, and when to try again. */
  deferEffect(
    effect: Pick<RecordedEffect, 'campaignId' | 'effect'>,
    failure: { readonly code: string; readonly retryInMs: number },
  ): Promise<void>;

  /**
   * Deletes final campaigns with all that belongs to them, at most `limit`, and says how many. A
   * campaign with a live lease or an open effect stays.
   */
  purge(query: {
    readonly campaignId?: string;
    readonly changedBefore?: EpochMs;
    readonly limit: number;
  }): Promise<number>;
}
