import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { RedisUnavailableError } from '../../../src/adapters/bullmq/index.js';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { combineSignals, createCampaigns, createDispatcher } from '../../../src/service/index.js';
import { startRedis } from '../../servers/redis-server.js';
import { bullmqOn } from './bullmq-system.js';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}` }));

describe.skipIf(!inject('redisBinary'))('campaigns over BullMQ, when Redis fails', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let ends: (() => Promise<void> | void)[];
  beforeEach(async () => {
    redis = await startRedis();
    ends = [];
  });
  afterEach(async () => {
    redis.thaw();
    for (const end of ends) await end();
    await redis.dispose();
  });

  /** A backend whose store stands for a database: it is there whatever Redis does. */
  const startBackend = () => {
    const memory = createMemory();
    const bullmq = bullmqOn(redis.url, 'test');
    const signals = combineSignals(memory.signals, bullmq.signals);
    const campaigns = createCampaigns({ ...memory, queue: bullmq.queue, signals });
    const sent: string[] = [];
    const stopping = new AbortController();
    let running = Promise.resolve();
    const work = (options: { readonly count?: number; readonly sendMs?: number } = {}) => {
      const { count = 20, sendMs = 1 } = options;
      const dispatcher = createDispatcher({
        campaigns,
        recipients: () => people(count),
        deliver: async ({ id }, { campaign }) => {
          sent.push(`${campaign.id} ${id}`);
          await new Promise((resolve) => setTimeout(resolve, sendMs));
        },
        concurrency: 5,
        leaseMs: 1000,
        sweepMs: 100,
      });
      running = dispatcher.run(stopping.signal);
    };
    ends.push(async () => {
      stopping.abort();
      await running;
      bullmq.close();
    });
    const schedule = async (id: string) => {
      await campaigns.create({ id });
      await campaigns.schedule(id);
    };
    const untilStatus = (id: string, status: string) =>
      expect.poll(async () => (await campaigns.get(id)).status, { timeout: 20_000 }).toBe(status);
    const untilCarriedOut = (id: string) =>
      expect.poll(() => memory.store.openEffects(id), { timeout: 20_000 }).toEqual([]);
    return { campaigns, memory, bullmq, sent, work, schedule, untilStatus, untilCarriedOut };
  };
  const times = (sent: readonly string[]) => [sent.length, new Set(sent).size];

  it('schedules and cancels without it, and carries that out when it is back', async () => {
    const { campaigns, memory, sent, work, schedule, untilStatus, untilCarriedOut } =
      startBackend();
    await redis.kill();
    await schedule('cancelled');
    await schedule('kept');
    expect(await campaigns.cancel('cancelled')).toMatchObject({ accepted: true, from: 'ready' });
    await expect
      .poll(async () => (await memory.store.openEffects('cancelled')).length)
      .toBeGreaterThan(0);
    work();
    await redis.start();
    await untilStatus('kept', 'sent');
    await untilCarriedOut('cancelled');
    expect(times(sent)).toEqual([20, 20]);
    expect(sent.every((each) => each.startsWith('kept '))).toBe(true);
  });

  it('answers a cancel while Redis is frozen, and fails what is asked of Redis in bounded time', async () => {
    const { campaigns, bullmq, work, schedule, sent } = startBackend();
    await schedule('a');
    work({ count: 5000, sendMs: 5 });
    await expect.poll(() => sent.length, { timeout: 10_000 }).toBeGreaterThan(10);
    redis.freeze();
    const enqueued = bullmq.queue.enqueue({ campaignId: 'b', runAt: 0 });
    const failed = expect(enqueued).rejects.toBeInstanceOf(RedisUnavailableError);
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true, from: 'sending' });
    await failed;
    await expect
      .poll(async () => (await campaigns.report('a')).receipt?.settled, { timeout: 10_000 })
      .toBe(true);
    expect(sent.length).toBeLessThan(5000);
  });

  it('puts back what a wiped Redis has lost', async () => {
    const { campaigns, sent, work, schedule, untilStatus, untilCarriedOut } = startBackend();
    await campaigns.create({ id: 'later' });
    await campaigns.schedule('later', { at: new Date(Date.now() + 1000) });
    await schedule('now');
    await schedule('cancelled');
    for (const id of ['later', 'now', 'cancelled']) await untilCarriedOut(id);
    await redis.wipe();
    await campaigns.cancel('cancelled');
    work();
    await untilStatus('now', 'sent');
    await untilStatus('later', 'sent');
    expect(times(sent)).toEqual([40, 40]);
    expect((await campaigns.get('cancelled')).status).toBe('cancelled');
  });

  it('goes on with a dispatch while Redis is killed, comes back, and is wiped', async () => {
    const { sent, work, schedule, untilStatus } = startBackend();
    await schedule('a');
    work({ count: 1000, sendMs: 10 });
    const half = (many: number) =>
      expect.poll(() => sent.length, { timeout: 20_000 }).toBeGreaterThan(many);
    await half(50);
    await redis.kill();
    await half(300);
    await redis.start();
    await half(500);
    await redis.wipe();
    await untilStatus('a', 'sent');
    expect(times(sent)).toEqual([1000, 1000]);
  });

  it('keeps a job over a SIGKILL of Redis, with the settings of the guide', async () => {
    const { bullmq, schedule, untilCarriedOut, work, untilStatus } = startBackend();
    await schedule('a');
    await untilCarriedOut('a');
    await redis.kill();
    await redis.start();
    await expect
      .poll(() => Promise.resolve(bullmq.queue.dequeue('a')).catch(() => 'not yet'), {
        timeout: 10_000,
      })
      .toBe('removed');
    work();
    await untilStatus('a', 'sent');
  });

  it('hears a cancel again after Redis was away', async () => {
    const { bullmq } = startBackend();
    const other = bullmqOn(redis.url, 'test');
    ends.push(() => other.close());
    const heard: string[] = [];
    const end = await bullmq.signals.subscribe('a', (news) => heard.push(news));
    heard.length = 0;
    await redis.kill();
    await redis.start();
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['look']);
    await expect
      .poll(
        async () => {
          await Promise.resolve(other.signals.publish('a')).catch(() => {});
          return heard;
        },
        { timeout: 10_000 },
      )
      .toContain('abort');
    end();
  });

  describe('a worker that began before', () => {
    const startConsuming = () => {
      const { bullmq } = startBackend();
      const stopping = new AbortController();
      const handed: string[] = [];
      const handler = async (campaignId: string) => {
        handed.push(campaignId);
        return { done: true } as const;
      };
      const { queue } = bullmq;
      ends.unshift(async () => {
        stopping.abort();
        await consuming;
      });
      const consume = () => queue.consume(handler, { concurrency: 2, signal: stopping.signal });
      let consuming = Promise.resolve();
      return {
        handed,
        consume: () => {
          consuming = consume();
        },
        enqueue: async (campaignId: string) => queue.enqueue({ campaignId, runAt: 0 }),
      };
    };
    const soon = { timeout: 10_000 };

    it('takes jobs again when Redis was away', async () => {
      const { handed, consume, enqueue } = startConsuming();
      consume();
      await enqueue('before');
      await expect.poll(() => handed, soon).toEqual(['before']);
      await redis.kill();
      await redis.start();
      const isThere = () =>
        enqueue('after').then(
          () => true,
          () => false,
        );
      await expect.poll(isThere, soon).toBe(true);
      await expect.poll(() => handed, soon).toEqual(['before', 'after']);
    });

    it('takes jobs again when Redis has refused to hand any out', async () => {
      const { handed, consume, enqueue } = startConsuming();
      await enqueue('a');
      const admin = new Redis(redis.url);
      ends.push(() => admin.disconnect());
      await admin.call('ACL', 'SETUSER', 'default', '-evalsha', '-eval');
      consume();
      const refused = async () => ((await admin.call('ACL', 'LOG')) as unknown[]).length;
      await expect.poll(refused, soon).toBeGreaterThan(0);
      await admin.call('ACL', 'SETUSER', 'default', '+@all');
      await expect.poll(() => handed, soon).toEqual(['a']);
    });
  });

  it('ends a worker that cannot say goodbye', async () => {
    const { bullmq } = startBackend();
    const stopping = new AbortController();
    const consuming = bullmq.queue.consume(async () => ({ done: true }), {
      concurrency: 2,
      signal: stopping.signal,
    });
    await bullmq.queue.enqueue({ campaignId: 'a', runAt: 0 });
    await redis.kill();
    stopping.abort();
    await consuming;
  });
});
