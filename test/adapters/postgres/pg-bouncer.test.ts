import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  createPostgres,
  type PgClientLike,
  type PostgresOptions,
} from '../../../src/adapters/postgres/index.js';
import { createCampaigns, createDispatcher } from '../../../src/service/index.js';
import { pgBouncerVersion, preparesFrom, startPgBouncer } from '../../servers/pg-bouncer.js';
import { everySuite } from './every-suite.js';
import { dropSchema, freshSchema, openPool, postgresSystem, serverUrl } from './postgres-system.js';

// Never comes while a test runs: what is heard is heard by the connection that listens.
const never = 2_000_000_000;
const soon = { timeout: 20_000, interval: 5 };
const audience = 20_000;
const concurrency = 10;

/** What the guide to PostgreSQL says to set. */
const listen = async () => {
  const client = new pg.Client({ connectionString: serverUrl ?? '' });
  await client.connect();
  return client;
};

describe.skipIf(!serverUrl || !inject('pgBouncer'))('createPostgres behind a PgBouncer', () => {
  let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
  let leave: (() => unknown)[] = [];
  beforeAll(async () => {
    bouncer = await startPgBouncer(serverUrl ?? '');
  });
  afterEach(async () => {
    for (const each of leave.reverse()) await each();
    leave = [];
  });
  afterAll(() => bouncer?.dispose());

  describe('in transaction mode, with prepare: false and a listener of its own', () => {
    const behind = () => ({ url: bouncer.url, prepare: false, listen });
    const suites = everySuite(
      () => postgresSystem(behind()),
      () => postgresSystem({ ...behind(), realTime: true, pollIntervalMs: 1000 }),
    );
    describe.each(Object.entries(suites))('%s', (_, cases) => {
      for (const { name, run } of cases) it(name, run);
    });
  });

  /** One process: everything but the listening goes through PgBouncer. */
  const openProcess = (schema: string, options: Partial<PostgresOptions>) => {
    const pool = openPool({ connectionString: bouncer.url, max: 6 });
    const postgres = createPostgres({ pool, schema, prepare: false, ...options });
    leave.push(() => pool.end());
    leave.push(() => postgres.close());
    return { postgres, pool, campaigns: createCampaigns<PgClientLike>(postgres) };
  };

  it('hears of a cancel by the listener alone', async () => {
    const system = await postgresSystem({ url: bouncer.url, prepare: false, listen: false });
    leave.push(system.dispose);
    const campaigns = createCampaigns<PgClientLike>(system);
    await campaigns.adopt('a', 'sending');
    const { postgres } = openProcess(system.schema, { listen, pollIntervalMs: never });
    const news: string[] = [];
    await postgres.signals.subscribe('a', (each) => void news.push(each));
    await campaigns.cancel('a');
    await expect.poll(() => news, soon).toEqual(['abort']);
  });

  it.each<[string, Partial<PostgresOptions>]>([
    ['a listener of its own', { listen, pollIntervalMs: 2000 }],
    ['nobody that listens', { listen: false, pollIntervalMs: 50 }],
    ['a LISTEN that PgBouncer swallows', { pollIntervalMs: 50 }],
  ])('two workers share a campaign and stop at a cancel, with %s', async (_, options) => {
    const system = await postgresSystem({ url: bouncer.url, prepare: false, listen: false });
    leave.push(system.dispose);
    const sent: string[] = [];
    const senders = new Set<string>();
    const stopping = new AbortController();
    const running = ['one', 'two'].map((worker) => {
      const { campaigns } = openProcess(system.schema, options);
      const deliver = async ({ id }: { readonly id: string }) => {
        sent.push(id);
        senders.add(worker);
        await new Promise((resolve) => setTimeout(resolve, 2));
      };
      const recipients = () =>
        Array.from({ length: audience }, (_, index) => ({ id: `r${index}` }));
      const sizes = { concurrency, chunkSize: 100, sweepMs: 100, leaseMs: 30_000 };
      return createDispatcher({ campaigns, worker, recipients, deliver, ...sizes }).run(
        stopping.signal,
      );
    });
    leave.push(() => Promise.all(running));
    leave.push(() => stopping.abort());
    const api = openProcess(system.schema, { listen: false }).campaigns;
    await api.create({ id: 'a' });
    await api.schedule('a');
    await expect.poll(() => senders.size, soon).toBe(2);
    expect(await api.cancel('a', { commandId: 'stop' })).toMatchObject({ accepted: true });
    const sentAtReturn = sent.length;
    await api.cancel('a', { commandId: 'stop', waitForStopMs: 20_000 });
    const { counts, receipt } = await api.report('a');
    expect(counts).toMatchObject({ delivered: sent.length, inDoubt: 0, begun: 0 });
    expect(receipt?.settled).toBe(true);
    // Of each of the two at most what it had begun and not handed over.
    expect(sent.length - sentAtReturn).toBeLessThanOrEqual(2 * concurrency);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent.length).toBeLessThan(audience);
  });

  describe('statements that are prepared under names', () => {
    const scheduling = async (url: string) => {
      const pool = openPool({ connectionString: url });
      leave.push(() => pool.end());
      const schema = freshSchema();
      leave.push(() => dropSchema(pool, schema));
      const postgres = createPostgres({ pool, schema, listen: false });
      await postgres.migrate();
      const campaigns = createCampaigns<PgClientLike>(postgres);
      const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
      await Promise.all(ids.map((id) => campaigns.adopt(id, 'ready')));
      return Promise.all(ids.map((id) => campaigns.cancel(id)));
    };

    it('fail where it does not carry them, so `prepare: false` is needed', async () => {
      await expect(scheduling(bouncer.url)).rejects.toMatchObject({
        name: 'PostgresAdapterError',
        message: expect.stringMatching(/prepared statement "\w+" (already exists|does not exist)/),
      });
    });

    // An older one has no such setting: there is nothing to ask of it.
    if ((pgBouncerVersion() ?? 0) >= preparesFrom) {
      it('are carried from 1.21 on, where max_prepared_statements says so', async () => {
        const carrying = await startPgBouncer(serverUrl ?? '', { preparedMax: 200 });
        leave.push(carrying.dispose);
        const answers = await scheduling(carrying.url);
        expect(answers.every(({ accepted }) => accepted)).toBe(true);
      });
    }
  });
});
