import type { CampaignQueue, DequeueAnswer, JobAnswer } from './campaign-queue.js';
import type { Clock } from './clock.js';

/** What {@link createRowQueue} needs of a store whose campaign rows are the jobs. */
export interface RowQueueSource<Tx> {
  /** The store's own: campaigns that want a worker. */
  waiting(limit: number): Promise<readonly string[]>;
  /** What is found where a job would be removed: the status that CANCEL wrote has removed it. */
  dequeue(campaignId: string, tx?: Tx): DequeueAnswer | Promise<DequeueAnswer>;
  /** Calls `listener` when something may have come; the function it gives ends that. */
  listen(listener: () => void): () => void;
  /** How often to look when nobody calls. Also how long a job waits that is handed out again. */
  readonly intervalMs: number;
  readonly clock: Clock;
}

// Calls that come faster than this are answered by one look.
const lookEveryMs = 10;

// A database that has failed this often in a row is an outage: better a worker that ends, and says
// why, than one that only seems to wait.
const failuresMax = 20;

/** The campaigns of this process that are with a handler, or wait until they may be handed out. */
const createDesk = ({ clock, intervalMs }: { clock: Clock; intervalMs: number }) => {
  const busy = new Set<string>();
  const notBefore = new Map<string, number>();
  const isFree = (campaignId: string) =>
    !busy.has(campaignId) && (notBefore.get(campaignId) ?? 0) <= clock.monotonicMs();
  return {
    busy,
    /** How many of the first that wait may not be handed out. */
    size: () => {
      const now = clock.monotonicMs();
      for (const [id, at] of notBefore) if (at <= now) notBefore.delete(id);
      return busy.size + notBefore.size;
    },
    isFree,
    /** Runs the handler; what it answers says when the campaign may be handed out again. */
    serve: async (campaignId: string, handler: (id: string) => Promise<JobAnswer>) => {
      busy.add(campaignId);
      let waitMs = intervalMs;
      try {
        const answer = await handler(campaignId);
        if (!answer.done) waitMs = answer.retryInMs;
      } catch {
        // The port's promise: a handler that throws gets its job again later.
      } finally {
        busy.delete(campaignId);
        notBefore.set(campaignId, clock.monotonicMs() + waitMs);
      }
    },
  };
};

/** Sleeps until it is called, or `ms` are over. */
const createBell = (clock: Clock) => {
  let alarm = new AbortController();
  return {
    ring: () => alarm.abort(),
    wait: async (ms: number) => {
      await clock.sleep(ms, alarm.signal);
      alarm = new AbortController();
    },
  };
};

/**
 * A queue over a store in which the campaign row is the job: nothing is enqueued beyond the row, and
 * a row whose status has moved on is a job no more. For adapters of databases.
 *
 * One campaign is never with two handlers of one queue at once. It does not promise that it is not
 * with a handler of another process: START and the lease decide.
 */
export function createRowQueue<Tx>(source: RowQueueSource<Tx>): CampaignQueue<Tx> {
  const { clock, intervalMs } = source;
  const desk = createDesk({ clock, intervalMs });

  /** Hands out what waits, as far as there are free hands. */
  const look = async (
    running: Set<Promise<void>>,
    handler: (campaignId: string) => Promise<JobAnswer>,
    concurrency: number,
    ring: () => void,
  ): Promise<void> => {
    if (running.size >= concurrency) return;
    const waiting = await source.waiting(concurrency + desk.size());
    for (const campaignId of waiting.filter(desk.isFree).slice(0, concurrency - running.size)) {
      const served = desk.serve(campaignId, handler).finally(() => {
        running.delete(served);
        ring();
      });
      running.add(served);
    }
  };

  return {
    joinsTransaction: true,
    jobsAreRows: true,
    enqueue: () => {},
    dequeue: (campaignId, tx) => source.dequeue(campaignId, tx),
    consume: async (handler, { concurrency, signal }) => {
      const bell = createBell(clock);
      const running = new Set<Promise<void>>();
      const unlisten = source.listen(bell.ring);
      signal.addEventListener('abort', bell.ring);
      let failures = 0;
      try {
        while (!signal.aborted) {
          try {
            await look(running, handler, concurrency, bell.ring);
            failures = 0;
          } catch (error) {
            failures += 1;
            if (failures === failuresMax) throw error;
          }
          await clock.sleep(Math.min(lookEveryMs, intervalMs), signal);
          if (!signal.aborted) await bell.wait(Math.max(0, intervalMs - lookEveryMs));
        }
      } finally {
        unlisten();
        signal.removeEventListener('abort', bell.ring);
        await Promise.all(running);
      }
    },
  };
}
