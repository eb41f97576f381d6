import type { EpochMs } from './campaign-store.js';

/** A campaign that waits for a worker. */
export interface CampaignJob {
  readonly campaignId: string;
  /** Not to be handed out before; by the store's clock. */
  readonly runAt: EpochMs;
}

/** What a consumer answers for a job: finished with it, or hand it out again. */
export type JobAnswer =
  | { readonly done: true }
  | { readonly done: false; readonly retryInMs: number };

/**
 * Brings ready campaigns to workers. It is never asked whether a campaign may be sent: START decides
 * that, so every answer of a queue may be wrong, late or repeated without harm.
 *
 * It does not promise that a job is handed out once, nor that a removed job was not handed out, nor
 * any order. One job a campaign: enqueueing it again changes nothing.
 */
export interface CampaignQueue<Tx = unknown> {
  /**
   * `true`: `enqueue` and `dequeue` take part in the store's transaction when they are given its
   * handle, and a transaction that rolls back leaves no trace. `false`: they are carried out after
   * the commit, at least once.
   */
  readonly joinsTransaction: boolean;
  /**
   * `true`: the campaigns' rows are the jobs, so none is ever lost, and a campaign that is sending is
   * handed to every worker that finds work in it. Left out: one job a campaign, for one worker at a
   * time. Other workers then join by looking at the store, and what the queue has lost is enqueued
   * again by the sweep.
   */
  readonly jobsAreRows?: boolean;
  enqueue(job: CampaignJob, tx?: Tx): Promise<void> | void;
  /** `active`: a worker has it. `missing`: never there, or gone. Neither is a failure. */
  dequeue(campaignId: string, tx?: Tx): DequeueAnswer | Promise<DequeueAnswer>;
  /**
   * Hands jobs to `handler`, at most `concurrency` at once, until `signal` aborts; resolves when the
   * last handler has. A handler that throws gets its job again later. `signal` is given on to say
   * that no further work is wanted, not that a handler may be cut off.
   */
  consume(
    handler: (campaignId: string) => Promise<JobAnswer>,
    options: { readonly concurrency: number; readonly signal: AbortSignal },
  ): Promise<void>;
}

/** What {@link CampaignQueue.dequeue} found. */
export type DequeueAnswer = 'removed' | 'active' | 'missing';
