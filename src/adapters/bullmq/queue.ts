import type { CampaignJob, DequeueAnswer } from '../../service/campaign-queue.js';
import type { BullmqQueueLike } from './bullmq-like.js';
import type { RedisLink } from './redis-link.js';

// A job that comes too early is answered by START, and waits again: no delay has to be longer than a
// timer can be.
const delayMaxMs = 2_147_483_647;

/** JSON, so that halves of a pair are told apart; encoded, because BullMQ takes no `:` in an id. */
export const jobIdOf = (campaignId: string): string =>
  `campaign-${encodeURIComponent(JSON.stringify(campaignId).slice(1, -1))}`;

/** Adding jobs and removing them. */
export const createProducer = (
  open: () => { readonly queue: BullmqQueueLike } & Pick<RedisLink, 'ask'>,
) => ({
  enqueue: async ({ campaignId, runAt }: CampaignJob): Promise<void> => {
    const { queue, ask } = open();
    const delay = Math.min(Math.max(0, runAt - Date.now()), delayMaxMs);
    // A job with this id that is there already stays as it is.
    const options = {
      jobId: jobIdOf(campaignId),
      delay,
      removeOnComplete: true,
      removeOnFail: true,
    };
    await ask(() => queue.add('campaign', { campaignId }, options));
  },
  dequeue: async (campaignId: string): Promise<DequeueAnswer> => {
    const { queue, ask } = open();
    const jobId = jobIdOf(campaignId);
    return ask(async () => {
      if ((await queue.remove(jobId)) > 0) return 'removed';
      const job = await queue.getJob(jobId);
      if (!job) return 'missing';
      await job.updateData({ campaignId, dequeued: true });
      return 'active';
    });
  },
});
