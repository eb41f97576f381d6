import type { CampaignEvent, CampaignStatus } from '../lifecycle/index.js';
import type { AbortSignals } from './abort-signals.js';
import type { CampaignQueue } from './campaign-queue.js';
import type {
  CampaignPage,
  CampaignRecord,
  CampaignStore,
  HistoryEntry,
} from './campaign-store.js';
import type { Clock } from './clock.js';
import type { Answer, CommandOptions } from './commands.js';
import type { ServiceContext } from './context.js';
import type { DispatchResult, DispatchWork } from './dispatch.js';
import type { CampaignObserver } from './observe.js';
import type { RecipientLedger } from './recipient-ledger.js';
import type { CampaignReport } from './report.js';
import type { SweepResult } from './sweep.js';

/** What `createCampaigns` is made of: the four ports, and who watches. */
export interface CampaignsOptions<Tx = unknown> {
  readonly store: CampaignStore<Tx>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<Tx>;
  readonly signals: AbortSignals<Tx>;
  /** Who is told of what happens: one observer, or several, each safe from the others. */
  readonly observe?: CampaignObserver | readonly CampaignObserver[];
  /** This process's time; passed in by tests. */
  readonly clock?: Clock;
  /** Ids for commands, leases and campaigns; random UUIDs if left out. */
  readonly newId?: () => string;
  /** `false`: leave recorded effects to the relay, for a process that must not talk to the queue. */
  readonly carryOutAtOnce?: boolean;
}

/** What `create` and `adopt` can be given. */
export interface CreateOptions<Tx = unknown> extends CommandOptions<Tx> {
  /** The embedder's own JSON value: title, body, whatever `deliver` needs. */
  readonly data?: unknown;
}

/** What `cancel` can be given. */
export interface CancelOptions<Tx = unknown> extends CommandOptions<Tx> {
  /** Wait for the receipt this long after the commit; the answer is the same without it. */
  readonly waitForStopMs?: number;
}

/** The answer to `cancel`: with the report, if it was waited for. */
export type CancelAnswer = Answer & { readonly report?: CampaignReport };

/** How `dispatch` holds its lease. */
export interface DispatchOptions {
  /** Aborted when the process should end: the work is told to stop and the campaign stays resumable. */
  readonly signal?: AbortSignal;
  readonly worker?: string;
  /** 5,000 ms if left out. */
  readonly leaseMs?: number;
  /** 500 ms if left out. */
  readonly beatMs?: number;
}

/**
 * The commands. Each answers with its decision, after it is durable; a rejection is an answer, not
 * an error. Errors are for bad input (`CampaignInputError`), an unknown id
 * ({@link CampaignNotFoundError}) and outages; after an outage, asking again with the same
 * `commandId` tells what happened.
 */
export interface Campaigns<Tx = unknown> {
  /** A new campaign in `draft`. @throws {@link CampaignExistsError} */
  create(options?: CreateOptions<Tx> & { readonly id?: string }): Promise<CampaignRecord>;
  /**
   * Takes in a campaign that the embedder already has, in any status, with an entry in the history.
   * The same status again changes nothing. @throws {@link CampaignExistsError} in another status
   */
  adopt(
    id: string,
    status: CampaignStatus,
    options?: CreateOptions<Tx> & { readonly at?: Date },
  ): Promise<CampaignRecord>;
  get(id: string): Promise<CampaignRecord>;
  /** Newest first; `limit` is at most 1,000, 50 if left out. */
  list(query?: {
    readonly status?: CampaignStatus;
    readonly after?: string;
    readonly limit?: number;
  }): Promise<CampaignPage>;
  /** `at` by the store's clock; a time that has passed, or none, means now. */
  schedule(id: string, options?: CommandOptions<Tx> & { readonly at?: Date }): Promise<Answer>;
  start(id: string, options?: CommandOptions<Tx>): Promise<Answer>;
  complete(id: string, options?: CommandOptions<Tx>): Promise<Answer>;
  /** Resolves at the commit: no step that comes after it begins anything more. */
  cancel(id: string, options?: CancelOptions<Tx>): Promise<CancelAnswer>;
  /** For an event that came from outside: anything `parseEvent` accepts. */
  apply(id: string, event: CampaignEvent, options?: CommandOptions<Tx>): Promise<Answer>;
  report(id: string): Promise<CampaignReport>;
  /** The audit trail in commit order, from `after` (a sequence) on; at most 1,000 lines. */
  history(
    id: string,
    query?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly HistoryEntry[]>;
  /** Deletes final campaigns, one or those unchanged since `before`, and says how many. */
  purge(which: string | { readonly before: Date }): Promise<number>;
  /** Starts or resumes a campaign and runs `work` under an exclusive lease, for a service with a sending
   * loop of its own. A throw leaves it sending, resumable and cancellable, and is thrown on. */
  dispatch<Checkpoint = unknown>(
    id: string,
    work: (work: DispatchWork<Checkpoint>) => Promise<void>,
    options?: DispatchOptions,
  ): Promise<DispatchResult>;
  /** Carries out recorded effects that are due; says how many were settled. */
  relay(): Promise<number>;
  /** Does what somebody who died left undone. Every dispatcher does it by itself. */
  sweep(): Promise<SweepResult>;
  /** What the service works with, for those who build on it. */
  readonly context: ServiceContext<Tx>;
}
