import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { createCampaigns } from '../../src/service/index.js';
import { removeKeys } from '../adapters/bullmq/bullmq-system.js';
import { freshDatabase } from '../adapters/pg-boss/pg-boss-system.js';
import { freshSchema } from '../adapters/postgres/postgres-system.js';
import { type BackendAddress, openBackend } from './backend.js';
import { startWorker } from './worker-process.js';

/** What campaigns have to keep with an engine, with an API in this process and workers in others. */
export const fullStackTests = (engine: BackendAddress['engine']): void => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let address: BackendAddress;
  let backend: Awaited<ReturnType<typeof openBackend>>;
  let campaigns: ReturnType<typeof createCampaigns>;
  let workers: Awaited<ReturnType<typeof startWorker>>[];

  beforeEach(async () => {
    workers = [];
    database = await freshDatabase();
    const redisUrl = inject('redis') ?? '';
    address = { engine, databaseUrl: database.url, redisUrl, prefix: freshSchema() };
    backend = await openBackend(address);
    campaigns = createCampaigns(backend.ports);
    await backend.pool.query(
      'create table handed_over (campaign text, recipient text, worker text)',
    );
  });
  afterEach(async () => {
    for (const worker of workers) worker.thaw();
    await Promise.all(workers.map(({ kill }) => kill()));
    await backend.close();
    if (engine === 'bullmq') await removeKeys(address.redisUrl, address.prefix);
    await database.drop();
  });

  const start = async (name: string, recipients: number) => {
    const worker = await startWorker({ ...address, name, recipients });
    workers.push(worker);
    return worker;
  };
  const schedule = async (id: string) => {
    await campaigns.create({ id });
    await campaigns.schedule(id);
  };
  const handedOver = async (id: string) => {
    const text = 'select recipient, worker from handed_over where campaign = $1';
    const { rows } = await backend.pool.query<{ recipient: string; worker: string }>(text, [id]);
    return {
      count: rows.length,
      recipients: new Set(rows.map(({ recipient }) => recipient)).size,
      workers: new Set(rows.map(({ worker }) => worker)).size,
    };
  };
  const patience = { timeout: 40_000, interval: 50 };
  const untilHandedOver = (id: string, count: number) =>
    expect.poll(async () => (await handedOver(id)).count, patience).toBeGreaterThan(count);
  const untilStatus = (id: string, status: string) =>
    expect.poll(async () => (await campaigns.get(id)).status, patience).toBe(status);

  it('two workers share a campaign, and a campaign that was cancelled before its time is never sent', async () => {
    await schedule('cancelled');
    await schedule('a: "b"/c');
    await campaigns.cancel('cancelled');
    await Promise.all([start('one', 4000), start('two', 4000)]);
    await untilStatus('a: "b"/c', 'sent');
    expect(await handedOver('a: "b"/c')).toEqual({ count: 4000, recipients: 4000, workers: 2 });
    expect((await handedOver('cancelled')).count).toBe(0);
    expect((await campaigns.report('a: "b"/c')).counts).toMatchObject({ delivered: 4000 });
    for (const worker of workers) expect(await worker.stop()).toBe(0);
  });

  it('a cancel stops both workers, and everybody is accounted for', async () => {
    await schedule('a');
    await Promise.all([start('one', 50_000), start('two', 50_000)]);
    await expect.poll(async () => (await handedOver('a')).workers, patience).toBe(2);
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true, from: 'sending' });
    await expect
      .poll(async () => (await campaigns.report('a')).receipt?.settled, patience)
      .toBe(true);
    const { counts } = await campaigns.report('a');
    const { count, recipients } = await handedOver('a');
    expect(count).toBe(recipients);
    expect(counts).toMatchObject({ delivered: count, inDoubt: 0, begun: 0 });
    expect(count).toBeLessThan(50_000);
  });

  it('a worker that is killed is taken over, and nobody is sent to twice', async () => {
    await schedule('a');
    const first = await start('one', 3000);
    await untilHandedOver('a', 300);
    await first.kill();
    const atKill = (await handedOver('a')).count;
    await start('two', 3000);
    // Those that were begun when it died may have been sent or not: they are in doubt for good.
    await untilStatus('a', 'sent');
    const { count, recipients, workers: senders } = await handedOver('a');
    expect([count, senders]).toEqual([recipients, 2]);
    expect(count).toBeGreaterThan(atKill);
    const { counts } = await campaigns.report('a');
    if (counts === 'unknown') throw new Error('Expected counts.');
    expect(counts.delivered + counts.inDoubt).toBe(3000);
    expect(counts.inDoubt).toBeLessThanOrEqual(2 * 10);
    expect(count).toBeGreaterThanOrEqual(counts.delivered);
  });

  it('a worker that was frozen and thawed sends nothing more, and what it says changes nothing', async () => {
    await schedule('a');
    const first = await start('one', 3000);
    await untilHandedOver('a', 300);
    first.freeze();
    await start('two', 3000);
    await untilStatus('a', 'sent');
    const before = await handedOver('a');
    first.thaw();
    expect(await first.stop()).toBe(0);
    const after = await handedOver('a');
    expect(after.count).toBe(after.recipients);
    // What was on its way to the database when it was frozen may still arrive there.
    expect(after.count - before.count).toBeLessThanOrEqual(2 * 10);
    expect((await campaigns.get('a')).status).toBe('sent');
  });
};
