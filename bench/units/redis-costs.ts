import { Queue, Worker } from 'bullmq';
import { createBullmq } from 'campaign-machine/bullmq';
import { Redis } from 'ioredis';

const jobs = 10_000;
const hourMs = 3_600_000;

const usedMemory = async (redis: Redis): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);

/** Bytes of Redis for one campaign that waits in BullMQ; leaves nothing behind. */
export const measureRedis = async (url: string, prefix: string): Promise<number> => {
  const redis = new Redis(url);
  const connect = (settings: object) => new Redis(url, settings);
  const bullmq = createBullmq({ Queue, Worker, connect, prefix });
  try {
    const runAt = Date.now() + hourMs;
    // The first opens connections and loads scripts.
    await bullmq.queue.enqueue({ campaignId: 'first', runAt });
    const before = await usedMemory(redis);
    for (let index = 0; index < jobs; index += 1) {
      await bullmq.queue.enqueue({ campaignId: `campaign-${index}`, runAt });
    }
    return ((await usedMemory(redis)) - before) / jobs;
  } finally {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1000 })) {
      if (keys.length > 0) await redis.unlink(keys);
    }
    bullmq.close();
    redis.disconnect();
  }
};
