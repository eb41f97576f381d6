import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres, pglitePool } from '../../../src/adapters/postgres/index.js';
import { createCampaigns, createDispatcher } from '../../../src/service/index.js';

// Never comes while a test runs: what is heard is heard by the connection that listens.
const pollIntervalMs = 2_000_000_000;

describe('pglitePool', () => {
  let database: PGlite;
  beforeAll(async () => {
    database = await PGlite.create();
  });
  afterAll(() => database.close());

  it('is told by NOTIFY what another adapter has cancelled, and keeps nobody waiting meanwhile', async () => {
    const pool = pglitePool(database);
    const [here, there] = [1, 2].map(() => createPostgres({ pool, pollIntervalMs }));
    if (!here || !there) throw new Error('Expected two adapters.');
    await here.migrate();
    const campaigns = createCampaigns(here);
    await campaigns.adopt('a', 'sending');
    const news: string[] = [];
    const end = await there.signals.subscribe('a', (each) => void news.push(each));
    await campaigns.cancel('a');
    await expect.poll(() => news, { timeout: 10_000 }).toEqual(['abort']);
    end();
    for (const adapter of [here, there]) adapter.close();
  });

  it('carries a whole dispatch, and the cancel in the middle of it', async () => {
    const postgres = createPostgres({ pool: pglitePool(database), schema: 'whole' });
    await postgres.migrate();
    const campaigns = createCampaigns(postgres);
    const handedOver: string[] = [];
    const dispatcher = createDispatcher({
      campaigns,
      recipients: () => ['ann', 'bob', 'eve'].map((id) => ({ id })),
      deliver: async ({ id }) => {
        handedOver.push(id);
        if (id === 'bob') await campaigns.cancel('newsletter');
      },
      concurrency: 1,
    });
    await campaigns.create({ id: 'newsletter' });
    await campaigns.schedule('newsletter');
    await dispatcher.runCampaign('newsletter', new AbortController().signal);
    expect(handedOver).toEqual(['ann', 'bob']);
    const { counts, receipt } = await campaigns.report('newsletter');
    expect(counts).toMatchObject({ delivered: 2, skipped: 1 });
    expect(receipt).toMatchObject({ settled: true });
    postgres.close();
  });

  it('keeps others out of a transaction until its connection is released', async () => {
    const pool = pglitePool(database);
    const client = await pool.connect();
    await client?.query('begin; create table kept (x integer)');
    const seen = pool.query("select to_regclass('kept') as kept");
    await client?.query('insert into kept values (1)');
    await client?.query('rollback');
    client?.release();
    expect((await seen).rows).toEqual([{ kept: null }]);
  });

  it('says so where PGlite is too old to tell what a statement did', async () => {
    const old = {
      query: async () => ({ rows: [] }),
      exec: async () => [{ rows: [] }],
      onNotification: () => () => {},
    };
    const pool = pglitePool(old);
    await expect(pool.query('commit')).rejects.toThrow('from 0.5 on');
    await expect(pool.query('select $1', [1])).rejects.toThrow('from 0.5 on');
  });
});
