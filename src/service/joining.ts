import type { JobAnswer } from './campaign-queue.js';
import type { ServiceContext } from './context.js';
import { notify } from './observe.js';

/** The campaigns that a worker is at, each of them once. */
export interface Desk {
  /** Works on a campaign; the same work, for who asks for it again meanwhile. */
  readonly serve: (campaignId: string) => Promise<JobAnswer>;
  isFull(): boolean;
  has(campaignId: string): boolean;
  /** Resolves when nothing is being worked on any more. */
  finished(): Promise<void>;
}

const retryMs = 1000;

/** A desk with room for `max` campaigns. */
export const createDesk = (work: (campaignId: string) => Promise<JobAnswer>, max: number): Desk => {
  const running = new Map<string, Promise<JobAnswer>>();
  return {
    serve: (campaignId) => {
      const known = running.get(campaignId);
      if (known) return known;
      // Taken up by campaigns that were joined: a job of the queue can wait, and others can have it.
      if (running.size >= max) return Promise.resolve({ done: false, retryInMs: retryMs });
      const answer = work(campaignId).finally(() => running.delete(campaignId));
      running.set(campaignId, answer);
      return answer;
    },
    isFull: () => running.size >= max,
    has: (campaignId) => running.has(campaignId),
    finished: async () => {
      await Promise.allSettled([...running.values()]);
    },
  };
};

const batchMax = 100;

const joinOnce = async ({ store }: ServiceContext, desk: Desk): Promise<void> => {
  if (desk.isFull()) return;
  for (const campaignId of await store.waiting(batchMax)) {
    if (desk.isFull()) return;
    if (desk.has(campaignId)) continue;
    // One that is still to be started is for whoever the queue hands it to.
    if ((await store.read(campaignId))?.status !== 'sending') continue;
    // Contained by whoever made the desk. Not awaited: it may take hours.
    void desk.serve(campaignId);
  }
};

/**
 * Lets a worker join campaigns that are being sent and have recipients whom nobody has claimed: a
 * queue with one job a campaign hands it to one worker at a time. It is also what takes over from a
 * worker that died before the queue has noticed.
 */
export async function joining(
  context: ServiceContext,
  desk: Desk,
  { everyMs, signal }: { readonly everyMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    await context.clock.sleep(everyMs, signal);
    if (signal.aborted) return;
    try {
      await joinOnce(context, desk);
    } catch (error) {
      notify(context.observe, 'onTrouble', { where: 'queue', campaignId: null, error });
    }
  }
}
