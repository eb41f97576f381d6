import { Queue, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { JobAnswer } from '../../../src/service/index.js';
import { createCampaigns, createDispatcher } from '../../../src/service/index.js';
import { bullmqOn, bullmqSystem } from './bullmq-system.js';

const redisUrl = inject('redis');

describe.skipIf(!redisUrl)('createBullmq', () => {
  let system: ReturnType<typeof bullmqSystem>;
  let redis: Redis;
  let queue: Queue;
  let stopping: AbortController;
  let consuming: Promise<void>[];
  beforeEach(() => {
    system = bullmqSystem(redisUrl ?? '');
    redis = new Redis(redisUrl ?? '', { maxRetriesPerRequest: null });
    queue = new Queue('campaigns', { connection: redis, prefix: system.prefix });
    stopping = new AbortController();
    consuming = [];
  });
  afterEach(async () => {
    stopping.abort();
    await Promise.all(consuming);
    await queue.close();
    redis.disconnect();
    await system.dispose();
  });

  const consume = (handler: (campaignId: string) => Promise<JobAnswer>) => {
    const { signal } = stopping;
    consuming.push(system.queue.consume(handler, { concurrency: 5, signal }));
  };

  it('makes one job a campaign of ids that BullMQ would refuse, and keeps look-alikes apart', async () => {
    const ids = ['7', 'a:b', 'a%3Ab', 'half \ud83d', 'half \ud83c', 'campaign-7', '\\u', 'a b/ü'];
    for (const campaignId of [...ids, ...ids]) await system.queue.enqueue({ campaignId, runAt: 0 });
    const jobs = await queue.getJobs();
    expect(jobs.map(({ data }) => data.campaignId).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(await system.queue.dequeue(id)).toBe('removed');
    expect(await queue.getJobs()).toEqual([]);
  });

  it('does not believe BullMQ about a job that a worker has: START decides', async () => {
    const campaigns = createCampaigns(system);
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const answers: unknown[] = [];
    consume(async (campaignId) => {
      await held;
      answers.push(await campaigns.start(campaignId));
      return { done: true };
    });
    await campaigns.adopt('a', 'ready');
    await expect.poll(() => queue.getActiveCount()).toBe(1);
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true, from: 'ready' });
    go();
    await expect.poll(() => answers).toMatchObject([{ accepted: false, reason: 'too-late' }]);
    await expect.poll(() => queue.getJobs()).toEqual([]);
  });

  describe('the job of a worker that died, the third of them', () => {
    beforeEach(async () => {
      const campaigns = createCampaigns(system);
      // As the third worker has left it: active, and nobody renews its lock.
      await campaigns.adopt('a', 'ready');
      await expect.poll(() => queue.getWaitingCount()).toBe(1);
      const id = (await queue.getWaiting())[0]?.id ?? '';
      await redis.lrem(`${system.prefix}:campaigns:wait`, 1, id);
      await redis.lpush(`${system.prefix}:campaigns:active`, id);
      await redis.hset(`${system.prefix}:campaigns:${id}`, 'stc', '3');
    });

    it('is handed out again, by Redis itself', async () => {
      const handed: string[] = [];
      consume(async (campaignId) => {
        handed.push(campaignId);
        return { done: true };
      });
      await expect.poll(() => handed, { timeout: 20_000 }).toEqual(['a']);
    });

    it('is worked off, and nobody is sent to twice', async () => {
      const campaigns = createCampaigns(system);
      const sent: string[] = [];
      const dispatcher = createDispatcher({
        campaigns,
        recipients: () => Array.from({ length: 50 }, (_, index) => ({ id: `r${index}` })),
        deliver: async (recipient) => void sent.push(recipient.id),
      });
      consuming.push(dispatcher.run(stopping.signal));
      await expect
        .poll(async () => (await campaigns.get('a')).status, { timeout: 20_000 })
        .toBe('sent');
      expect([sent.length, new Set(sent).size]).toEqual([50, 50]);
      await expect.poll(() => queue.getJobs(), { timeout: 20_000 }).toEqual([]);
    });
  });

  it('takes a campaign again whose job somebody has failed for good', async () => {
    await system.queue.enqueue({ campaignId: 'a', runAt: 0 });
    const options = { connection: redis, prefix: system.prefix, autorun: false };
    const other = new Worker('campaigns', null, options);
    const job = await other.getNextJob('token');
    await job?.moveToFailed(new UnrecoverableError('by hand'), 'token', false);
    await other.close();
    expect(await queue.getWaitingCount()).toBe(0);
    await system.queue.enqueue({ campaignId: 'a', runAt: 0 });
    expect(await queue.getWaitingCount()).toBe(1);
  });

  it('looks at once where a lock could not be renewed, since another worker may have the job', async () => {
    const news: string[] = [];
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const end = await system.signals.subscribe('a', (each) => news.push(each));
    news.length = 0;
    let calls = 0;
    consume(async () => {
      calls += 1;
      await held;
      return { done: true };
    });
    await system.queue.enqueue({ campaignId: 'a', runAt: 0 });
    await expect.poll(() => calls).toBe(1);
    const [job] = await queue.getActive();
    await redis.set(`${system.prefix}:campaigns:${job?.id}:lock`, 'of somebody else');
    await expect.poll(() => news, { timeout: 15_000 }).toContain('look');
    go();
    end();
  });

  it('is heard by other processes, and by its own without waiting for Redis', async () => {
    const other = bullmqOn(redisUrl ?? '', system.prefix);
    const heard: string[] = [];
    const ends = await Promise.all([
      system.signals.subscribe('a', (news) => heard.push(`own ${news}`)),
      other.signals.subscribe('a', (news) => heard.push(`other ${news}`)),
    ]);
    heard.length = 0;
    const published = system.signals.publish('a');
    expect(heard).toEqual(['own abort']);
    await published;
    await expect.poll(() => heard).toContain('other abort');
    for (const end of ends) end();
    other.close();
  });
});
