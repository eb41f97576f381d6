import type { CampaignQueue, JobAnswer } from '../../service/campaign-queue.js';
import type { Clock } from '../../service/clock.js';
import type { MemoryFaults } from './memory-faults.js';
import { byCampaign, type JobRow, type MemoryState } from './memory-state.js';
import type { MemoryTx } from './transaction.js';

// After a handler that threw. And never 0 ms: a job that is due again at once would never let go.
const retryAfterThrowMs = 1000;
const retryMinMs = 1;

const byTime = (a: JobRow, b: JobRow): number => a.runAt - b.runAt || byCampaign(a, b);

/** Something that can be waited for and rung, at once for everybody who waits. */
const createBell = () => {
  let ringing = new AbortController();
  return {
    ring: () => {
      ringing.abort();
      ringing = new AbortController();
    },
    signal: () => ringing.signal,
  };
};

/**
 * The queue: jobs are rows of the same state, handed out in the order in which they are due. Timers
 * go through the clock.
 */
export const createMemoryQueue = (
  state: MemoryState,
  clock: Clock,
  options: { readonly joinsTransaction: boolean; readonly faults?: MemoryFaults | undefined },
): CampaignQueue<MemoryTx> => {
  const { joinsTransaction, faults } = options;
  const active = new Set<string>();
  const bell = createBell();

  const target = (tx: MemoryTx | undefined): MemoryState =>
    joinsTransaction && tx ? tx.state : state;
  const put = (rows: MemoryState, job: JobRow) => {
    rows.jobs.set(job.campaignId, job);
    rows.version += 1;
  };
  const remove = (rows: MemoryState, campaignId: string) => {
    if (rows.jobs.delete(campaignId)) rows.version += 1;
  };

  const next = (): JobRow | undefined => {
    const idle = [...state.jobs.values()].filter(({ campaignId }) => !active.has(campaignId));
    return idle.sort(byTime)[0];
  };

  const answerOf = async (
    handler: (campaignId: string) => Promise<JobAnswer>,
    campaignId: string,
  ): Promise<JobAnswer> => {
    const ask = async () => handler(campaignId);
    const twin = faults?.deliverTwice?.('job', campaignId) ? ask() : undefined;
    const answers = await Promise.allSettled([ask(), twin]);
    const [first] = answers;
    return first.status === 'fulfilled'
      ? first.value
      : { done: false, retryInMs: retryAfterThrowMs };
  };

  const run = async (
    handler: (campaignId: string) => Promise<JobAnswer>,
    { campaignId }: JobRow,
  ): Promise<void> => {
    active.add(campaignId);
    const answer = await answerOf(handler, campaignId);
    active.delete(campaignId);
    if (answer.done) remove(state, campaignId);
    // Dequeued in the meantime, it is not handed out again.
    else if (state.jobs.has(campaignId)) {
      const runAt = clock.wallMs() + Math.max(answer.retryInMs, retryMinMs);
      put(state, { campaignId, runAt });
    }
  };

  return {
    joinsTransaction,

    enqueue: async (job, tx) => {
      const rows = target(tx);
      if (rows.jobs.has(job.campaignId)) return;
      put(rows, { campaignId: job.campaignId, runAt: job.runAt });
      if (rows === state) bell.ring();
      else tx?.afterCommit.push(bell.ring);
    },

    dequeue: async (campaignId, tx) => {
      const rows = target(tx);
      const wasThere = rows.jobs.has(campaignId);
      remove(rows, campaignId);
      if (active.has(campaignId)) return 'active';
      return wasThere ? 'removed' : 'missing';
    },

    consume: async (handler, { concurrency, signal }) => {
      const running = new Set<Promise<void>>();
      signal.addEventListener('abort', bell.ring, { once: true });
      while (!signal.aborted) {
        const job = running.size < concurrency ? next() : undefined;
        const waitMs = job ? job.runAt - clock.wallMs() : Number.POSITIVE_INFINITY;
        if (job && waitMs <= 0) {
          const work = run(handler, job).then(() => {
            running.delete(work);
            bell.ring();
          });
          running.add(work);
        } else {
          await clock.sleep(waitMs, bell.signal());
        }
      }
      signal.removeEventListener('abort', bell.ring);
      await Promise.all(running);
    },
  };
};
