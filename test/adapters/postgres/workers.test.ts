import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPostgres, type PgClientLike } from '../../../src/adapters/postgres/index.js';
import { createCampaigns, createDispatcher } from '../../../src/service/index.js';
import { openPool, postgresSystem, serverUrl } from './postgres-system.js';

const workers = 4;
const recipients = Array.from({ length: 3000 }, (_, index) => ({ id: `recipient ${index}` }));

/** So many workers, each with an adapter and a pool of its own, that send to one campaign. */
const startWorkers = (schema: string, deliver: (id: string) => Promise<void>) =>
  Array.from({ length: workers }, (_, index) => {
    const pool = openPool({ max: 5 });
    const postgres = createPostgres({ pool, schema });
    const campaigns = createCampaigns<PgClientLike>(postgres);
    const dispatcher = createDispatcher({
      campaigns,
      recipients: () => recipients,
      deliver: ({ id }) => deliver(id),
      concurrency: 20,
      chunkSize: 100,
      worker: `worker ${index}`,
    });
    return {
      run: (id: string) => dispatcher.runCampaign(id, new AbortController().signal),
      end: async () => {
        postgres.close();
        await pool.end();
      },
    };
  });

describe.skipIf(!serverUrl)('many workers on one campaign on PostgreSQL', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  beforeEach(async () => {
    system = await postgresSystem({ realTime: true });
  });
  afterEach(() => system.dispose());

  const sent = new Map<string, number>();
  const deliver = async (id: string) => {
    sent.set(id, (sent.get(id) ?? 0) + 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
  };

  it('send to everybody once between them, and complete it', async () => {
    sent.clear();
    const campaigns = createCampaigns(system);
    await campaigns.adopt('a', 'ready');
    const all = startWorkers(system.schema, deliver);
    await Promise.all(all.map(({ run }) => run('a')));
    await expect
      .poll(async () => (await campaigns.get('a'))?.status, { timeout: 10_000 })
      .toBe('sent');
    expect(sent.size).toBe(recipients.length);
    expect([...sent.values()].every((times) => times === 1)).toBe(true);
    const tally = await system.ledger.tally('a');
    expect(tally).toMatchObject({ delivered: recipients.length, begun: 0, inDoubt: 0 });
    expect(new Set(tally?.leases.map(({ worker }) => worker)).size).toBeGreaterThan(1);
    for (const { end } of all) await end();
  });

  it('stop at a cancel, all of them, and everybody is accounted for', async () => {
    sent.clear();
    const campaigns = createCampaigns(system);
    await campaigns.adopt('a', 'ready');
    const all = startWorkers(system.schema, deliver);
    const running = Promise.all(all.map(({ run }) => run('a')));
    await expect.poll(() => sent.size, { timeout: 10_000, interval: 1 }).toBeGreaterThan(200);
    await campaigns.cancel('a');
    await running;
    const [tally, recount] = [await system.ledger.tally('a'), await system.ledger.recount('a')];
    const { delivered = 0, failed = 0, inDoubt = 0, begun = 0 } = tally ?? {};
    expect(recount).toMatchObject({ delivered, failed, inDoubt, begun });
    expect({ begun, inDoubt, delivered }).toEqual({ begun: 0, inDoubt: 0, delivered: sent.size });
    expect([...sent.values()].every((times) => times === 1)).toBe(true);
    expect(sent.size).toBeLessThan(recipients.length);
    expect(recount.pending + delivered).toBe(tally?.audience.size);
    for (const { end } of all) await end();
  });
});
