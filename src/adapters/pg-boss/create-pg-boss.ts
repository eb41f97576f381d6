import { createHash } from 'node:crypto';
import type { CampaignQueue, JobAnswer } from '../../service/campaign-queue.js';
import { fromText, toText } from '../../sql/text.js';
import type { PgBossJobLike, PgBossLike, PgTransactionLike } from './pg-boss-like.js';
import { queueSettings, workSettings } from './pg-boss-settings.js';

/** Options of {@link createPgBoss}. */
export interface PgBossOptions {
  /** A started `PgBoss`, constructed with {@link pgBossSettings}. It stays yours: stop it at the end. */
  readonly boss: PgBossLike;
  /** Its queue for campaigns. `campaign-machine` if left out. */
  readonly queueName?: string;
  /**
   * `false`: the store is not in the database of pg-boss, so jobs are sent and removed after the
   * commit, at least once. `true` if left out.
   */
  readonly joinsTransaction?: boolean;
}

/** What {@link createPgBoss} gives. */
export interface PgBossAdapter {
  readonly queue: CampaignQueue<PgTransactionLike>;
  /** Creates the queue, or brings its settings up to date. To be called once, before anything else. */
  migrate(): Promise<void>;
}

// The last moment that PostgreSQL and JavaScript write in the same way.
const runAtMax = Date.UTC(9999, 11, 31);

/** One job a campaign: the same id makes it the same job, whoever sends it and how often. */
const jobIdOf = (campaignId: string): string => {
  const hash = createHash('sha256').update(toText(campaignId), 'utf8').digest('hex');
  // Version 8 of a UUID is what its maker wants it to be.
  const version = `8${hash.slice(13, 16)}`;
  const variant = `8${hash.slice(17, 20)}`;
  return [hash.slice(0, 8), hash.slice(8, 12), version, variant, hash.slice(20, 32)].join('-');
};

const inside = (tx: PgTransactionLike | undefined) =>
  tx ? { db: { executeSql: (text: string, values?: unknown[]) => tx.query(text, values) } } : {};

const campaignOf = ({ id, data }: PgBossJobLike): string => {
  const text = (data as { readonly campaignId?: unknown } | null)?.campaignId;
  if (typeof text === 'string') return fromText(text);
  throw new Error(`Expected job ${id} to name a campaign; got ${JSON.stringify(data)}.`);
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Jobs of pg-boss (12.35 or later), in the transaction that moves the status: a SCHEDULE that is
 * rolled back leaves no job, a CANCEL that is rolled back takes none.
 *
 * What pg-boss says about a job decides nothing. One that slips through a dequeue dies at START, and
 * one that was lost is sent again by the sweep.
 *
 * @example
 * const boss = new PgBoss({ connectionString, ...pgBossSettings });
 * boss.on('error', console.error);
 * await boss.start();
 * const pgBoss = createPgBoss({ boss });
 * await pgBoss.migrate();
 * const campaigns = createCampaigns({ ...postgres, queue: pgBoss.queue });
 */
export function createPgBoss(options: PgBossOptions): PgBossAdapter {
  const { boss, queueName = 'campaign-machine', joinsTransaction = true } = options;

  // In this order, because only a job that waits can be given another time. If the process dies in
  // between, it is handed out after `retryDelay`.
  const putOff = async (job: PgBossJobLike, ms: number): Promise<void> => {
    await boss.fail(queueName, job);
    await boss.update(queueName, undefined, { id: job.id, startAfter: ms / 1000 });
  };

  // What is told about the job as it was fetched counts for that fetch only: a worker that was
  // frozen cannot end the job of the one who has it now.
  const serve = async (
    job: PgBossJobLike,
    handler: (campaignId: string) => Promise<JobAnswer>,
    signal: AbortSignal,
  ): Promise<void> => {
    // Fetched while the worker was stopping: for the next one.
    if (signal.aborted) return putOff(job, 0);
    const answer = await handler(campaignOf(job));
    if (answer.done) {
      // Not kept as completed: its id would keep the same campaign from being sent again.
      await boss.deleteJob(queueName, job);
      return;
    }
    await putOff(job, answer.retryInMs);
  };

  return {
    migrate: async () => {
      await boss.createQueue(queueName, { ...queueSettings });
      await boss.updateQueue(queueName, { ...queueSettings });
    },
    queue: {
      joinsTransaction,
      enqueue: async ({ campaignId, runAt }, tx) => {
        await boss.send(
          queueName,
          { campaignId: toText(campaignId) },
          {
            id: jobIdOf(campaignId),
            ...(runAt > 0 ? { startAfter: new Date(Math.min(runAt, runAtMax)) } : {}),
            ...inside(tx),
          },
        );
      },
      dequeue: async (campaignId, tx) => {
        // Deleted rather than cancelled, for the same reason as above. That a worker has it already
        // shows in nothing that can be trusted: the status decides.
        const answer = await boss.deleteJob(queueName, jobIdOf(campaignId), inside(tx));
        return (answer as { readonly affected?: number }).affected === 0 ? 'missing' : 'removed';
      },
      consume: async (handler, { concurrency, signal }) => {
        if (signal.aborted) return;
        const id = await boss.work(
          queueName,
          { ...workSettings, localConcurrency: concurrency },
          async ([job]) => job && serve(job, handler, signal),
        );
        await untilAborted(signal);
        await boss.offWork(queueName, { id, wait: true });
      },
    },
  };
}
