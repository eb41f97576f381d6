import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPgBoss } from '../../../src/adapters/pg-boss/index.js';
import { type Campaigns, createCampaigns } from '../../../src/service/index.js';
import { inTransaction, serverUrl } from '../postgres/postgres-system.js';
import { type PgClientLike, pgBossSystem } from './pg-boss-system.js';

const queueName = 'campaign-machine';

describe.skipIf(!serverUrl)('createPgBoss', () => {
  let system: Awaited<ReturnType<typeof pgBossSystem>>;
  let campaigns: Campaigns<PgClientLike>;
  beforeEach(async () => {
    system = await pgBossSystem();
    campaigns = createCampaigns<PgClientLike>(system);
  });
  afterEach(() => system.dispose());

  const jobs = async () => {
    const { rows } = await system.own.query<{ campaign: string; state: string }>(
      "select data->>'campaignId' as campaign, state from pgboss.job where name = $1 order by 1",
      [queueName],
    );
    return rows.map(({ campaign, state }) => `${campaign} ${state}`);
  };

  it('commits a job with the schedule and takes it with the cancel, leaving nothing to carry out', async () => {
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    expect(await jobs()).toEqual(['a created']);
    expect(await system.store.openEffects('a')).toEqual([]);
    await campaigns.cancel('a');
    expect(await jobs()).toEqual([]);
  });

  it('leaves no job of a schedule that is rolled back, and the job of a cancel that is', async () => {
    await campaigns.create({ id: 'a' });
    const thrown = new Error('thrown on purpose');
    const schedule = inTransaction(system.own, async (tx) => {
      await campaigns.schedule('a', { tx });
      throw thrown;
    });
    await expect(schedule).rejects.toBe(thrown);
    expect(await jobs()).toEqual([]);
    await campaigns.schedule('a');
    const cancel = inTransaction(system.own, async (tx) => {
      await campaigns.cancel('a', { tx });
      throw thrown;
    });
    await expect(cancel).rejects.toBe(thrown);
    expect([await jobs(), (await campaigns.get('a')).status]).toEqual([['a created'], 'ready']);
  });

  it('does not believe pg-boss about a job that a worker has: START decides', async () => {
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    const [job] = await system.boss.fetch(queueName);
    expect(job?.data).toEqual({ campaignId: 'a' });
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true, from: 'ready' });
    expect(await campaigns.start('a')).toMatchObject({ accepted: false, reason: 'too-late' });
  });

  it('sends again what pg-boss has lost', async () => {
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    await system.boss.deleteAllJobs(queueName);
    expect(await jobs()).toEqual([]);
    expect(await campaigns.sweep()).toMatchObject({ requeued: 1 });
    await campaigns.sweep();
    expect(await jobs()).toEqual(['a created']);
  });

  it('never gives a job up, lets it run for a day, and misses a heartbeat after 10 s', async () => {
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    const [job] = await system.boss.findJobs(queueName);
    expect(job).toMatchObject({
      retryLimit: 2_147_483_647,
      expireInSeconds: 86_400,
      heartbeatSeconds: 10,
    });
    const { rows } = await system.own.query('select notify from pgboss.queue where name = $1', [
      queueName,
    ]);
    expect(rows).toEqual([{ notify: true }]);
  });

  it('brings a queue that was there before to its settings', async () => {
    await system.boss.createQueue('older', { expireInSeconds: 60, retryLimit: 2 });
    await createPgBoss({ boss: system.boss, queueName: 'older' }).migrate();
    expect(await system.boss.getQueue('older')).toMatchObject({
      expireInSeconds: 86_400,
      retryLimit: 2_147_483_647,
    });
  });

  it('works on a job that fails more often than pg-boss would try by itself', async () => {
    const given = createPgBoss({ boss: system.boss });
    await given.queue.enqueue({ campaignId: 'a', runAt: 0 });
    const stopping = new AbortController();
    let calls = 0;
    const handler = async () => {
      calls += 1;
      return calls < 5 ? ({ done: false, retryInMs: 1 } as const) : ({ done: true } as const);
    };
    const consuming = given.queue.consume(handler, { concurrency: 1, signal: stopping.signal });
    await expect.poll(() => calls, { timeout: 20_000 }).toBe(5);
    await expect.poll(jobs).toEqual([]);
    stopping.abort();
    await consuming;
  });

  it('works off a backlog without a pause after each job', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `${index}`);
    for (const campaignId of ids) await system.queue.enqueue({ campaignId, runAt: 0 });
    const stopping = new AbortController();
    const handed: string[] = [];
    const handler = async (campaignId: string) => {
      handed.push(campaignId);
      return { done: true } as const;
    };
    const consuming = system.queue.consume(handler, { concurrency: 1, signal: stopping.signal });
    // A look a second, which is what there would be otherwise, would take a minute.
    await expect.poll(() => handed.length, { timeout: 30_000 }).toBe(ids.length);
    stopping.abort();
    await consuming;
  });

  it('listens for jobs', async () => {
    const stopping = new AbortController();
    const consuming = system.queue.consume(async () => ({ done: true }), {
      concurrency: 1,
      signal: stopping.signal,
    });
    const listens = async () => {
      const { rows } = await system.own.query(
        "select 1 from pg_stat_activity where datname = current_database() and query ~* '^listen.*pgboss'",
      );
      return rows.length;
    };
    await expect.poll(listens, { timeout: 10_000 }).toBeGreaterThan(0);
    stopping.abort();
    await consuming;
  });

  it('hands out the job of a worker that died before START after its heartbeat is missed', async () => {
    const campaigns = createCampaigns<PgClientLike>(system);
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    // Fetched, and nothing is heard of it any more.
    expect(await system.boss.fetch(queueName)).toHaveLength(1);
    const stopping = new AbortController();
    const handed: string[] = [];
    const handler = async (campaignId: string) => {
      handed.push(campaignId);
      return { done: true } as const;
    };
    const consuming = system.queue.consume(handler, { concurrency: 1, signal: stopping.signal });
    // 10 s, and a little for whoever looks; by default they look once a minute.
    await expect.poll(() => handed, { timeout: 30_000 }).toEqual(['a']);
    stopping.abort();
    await consuming;
  });

  it('does not let a worker end a job that was handed to another since', async () => {
    await system.queue.enqueue({ campaignId: 'a', runAt: 0 });
    const stopping = new AbortController();
    const { signal } = stopping;
    const ends: (() => void)[] = [];
    const handler = () =>
      new Promise<{ readonly done: true }>((resolve) => ends.push(() => resolve({ done: true })));
    const one = system.queue.consume(handler, { concurrency: 1, signal });
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(1);
    // As pg-boss does when it hears nothing of the first one.
    const [job] = await system.boss.findJobs(queueName);
    await system.boss.fail(queueName, job?.id ?? '');
    const other = system.queue.consume(handler, { concurrency: 1, signal });
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(2);
    ends[0]?.();
    // The first one has ended, and been told so, when it is free for the next job.
    await system.queue.enqueue({ campaignId: 'b', runAt: 0 });
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(3);
    expect(await jobs()).toEqual(['a active', 'b active']);
    for (const end of ends) end();
    await expect.poll(jobs, { timeout: 10_000 }).toEqual([]);
    stopping.abort();
    await Promise.all([one, other]);
  });

  it('does not join the transaction of a store that is elsewhere', async () => {
    const { queue } = createPgBoss({ boss: system.boss, joinsTransaction: false });
    expect(queue.joinsTransaction).toBe(false);
    await queue.enqueue({ campaignId: 'a', runAt: Number.MAX_SAFE_INTEGER });
    expect(await jobs()).toEqual(['a created']);
    expect(await queue.dequeue('a')).toBe('removed');
    expect(await queue.dequeue('a')).toBe('missing');
  });
});
