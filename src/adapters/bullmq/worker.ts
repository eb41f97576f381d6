import type { CampaignQueue, JobAnswer } from '../../service/campaign-queue.js';
import type {
  BullmqJobLike,
  BullmqProcessor,
  BullmqQueueLike,
  BullmqWorkerLike,
} from './bullmq-like.js';

// After a handler that threw. And never 0 ms: a job that is due again at once would never let go.
const retryAfterThrowMs = 1000;
const retryMinMs = 1;

/**
 * What a worker is made with. BullMQ's own defaults find the job of a worker that died after 30 to 60
 * seconds, fail it for good when that happens twice, and wait 15 seconds after a failure of Redis.
 */
export const workerSettings = {
  lockDuration: 5000,
  stalledInterval: 2500,
  maxStalledCount: 2_147_483_647,
  runRetryDelay: 1000,
} as const;

/** Tells BullMQ that the job waits again; it goes by the name. */
const delayed = (): Error =>
  Object.assign(new Error('The job waits again.'), { name: 'DelayedError' });

const putOff = async (job: BullmqJobLike, ms: number, token?: string): Promise<never> => {
  await job.moveToDelayed(Date.now() + Math.max(ms, retryMinMs), token);
  throw delayed();
};

/** What a consumer needs of the adapter. */
export interface ConsumerParts {
  /** The job as it is stored now. */
  readonly find: BullmqQueueLike['getJob'];
  /** Opens a worker on a connection of its own; `disconnect` ends that, whatever it waits for. */
  readonly openWorker: (
    process: BullmqProcessor,
    concurrency: number,
  ) => {
    readonly worker: BullmqWorkerLike;
    readonly isConnected: () => boolean;
    readonly disconnect: () => void;
  };
  /** A job's lock could not be renewed: another worker may have it by now. */
  readonly onLockLost: (campaignId: string) => void;
  readonly closeTimeoutMs: number;
}

type Handler = (campaignId: string) => Promise<JobAnswer>;

const answerOf = async (handler: Handler, campaignId: string): Promise<JobAnswer> => {
  try {
    return await handler(campaignId);
  } catch {
    // The port's promise: a handler that throws gets its job again later.
    return { done: false, retryInMs: retryAfterThrowMs };
  }
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Waits for it, but not for longer than that. */
const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
};

/** Handing out jobs. */
export const createConsumer = (parts: ConsumerParts): Pick<CampaignQueue, 'consume'> => ({
  consume: async (handler, { concurrency, signal }) => {
    if (signal.aborted) return;
    const running = new Map<
      string,
      { readonly campaignId: string; readonly done: Promise<unknown> }
    >();

    const serve = async (job: BullmqJobLike, token?: string): Promise<void> => {
      // Fetched while the worker was closing: for the next one.
      if (signal.aborted) return putOff(job, retryMinMs, token);
      const answered = answerOf(handler, job.data.campaignId);
      const id = job.id ?? '';
      running.set(id, { campaignId: job.data.campaignId, done: answered });
      const answer = await answered.finally(() => running.delete(id));
      if (answer.done) return;
      // Asked for again: it may have been dequeued while the handler had it.
      const stored = await parts.find(id);
      if (!stored || stored.data.dequeued) return;
      await putOff(job, answer.retryInMs, token);
    };

    const { worker, isConnected, disconnect } = parts.openWorker(serve, concurrency);
    worker.on('lockRenewalFailed', (jobIds: readonly string[]) => {
      for (const jobId of jobIds) {
        const job = running.get(jobId);
        if (job) parts.onLockLost(job.campaignId);
      }
    });
    await untilAborted(signal);
    await worker.pause(true);
    await Promise.all([...running.values()].map(({ done }) => done));
    // Without Redis the worker cannot say goodbye, and would wait to; its locks run out by themselves.
    await within(worker.close(!isConnected()), parts.closeTimeoutMs);
    disconnect();
  },
});
