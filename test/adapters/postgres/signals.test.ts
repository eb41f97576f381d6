import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createPostgres,
  type PgClientLike,
  type PostgresOptions,
} from '../../../src/adapters/postgres/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { inTransaction, openPool, postgresSystem, serverUrl } from './postgres-system.js';

// Never comes while a test runs: what is heard is heard by the connection that listens.
const never = 2_000_000_000;
const soon = { timeout: 10_000 };

describe.skipIf(!serverUrl)('the signals of createPostgres', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  let campaigns: ReturnType<typeof createCampaigns<PgClientLike>>;
  let leave: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    system = await postgresSystem({ realTime: true, listen: false });
    campaigns = createCampaigns(system);
    for (const id of ['a', 'b']) await campaigns.adopt(id, 'sending');
  });
  afterEach(async () => {
    for (const each of leave.reverse()) await each();
    leave = [];
    await system.dispose();
  });

  /** Another process, which hears what it can. */
  const other = (options: Partial<PostgresOptions>) => {
    const pool = openPool();
    const postgres = createPostgres({ pool, schema: system.schema, ...options });
    leave.push(() => pool.end());
    leave.push(async () => postgres.close());
    return postgres;
  };

  /** What its subscriber to this campaign is told. */
  const hearing = async ({ signals }: Pick<typeof system, 'signals'>, id: string) => {
    const news: string[] = [];
    const end = await signals.subscribe(id, (each) => void news.push(each));
    leave.push(async () => end());
    return news;
  };

  /** A way to listen that can be cut and held back. */
  const cuttable = () => {
    const pids: number[] = [];
    let barrier = Promise.resolve();
    const listen = async () => {
      await barrier;
      const client = new pg.Client({ connectionString: serverUrl ?? '' });
      await client.connect();
      const { rows } = await client.query('select pg_backend_pid() as pid');
      pids.push(rows[0].pid);
      return client;
    };
    const cut = () => system.own.query('select pg_terminate_backend($1, 10000)', [pids.at(-1)]);
    return {
      pids,
      listen,
      cut,
      /** Nobody gets a connection until the function it gives is called. */
      keepOut: () => {
        let open = () => {};
        barrier = new Promise((resolve) => {
          open = resolve;
        });
        return open;
      },
    };
  };

  it('are heard by other processes at the commit, and for this campaign only', async () => {
    const worker = other({ pollIntervalMs: never });
    const [a, b] = [await hearing(worker, 'a'), await hearing(worker, 'b')];
    await campaigns.cancel('a');
    await expect.poll(() => a, soon).toEqual(['abort']);
    await campaigns.cancel('b');
    await expect.poll(() => b, soon).toEqual(['abort']);
    expect(a).toEqual(['abort']);
  });

  it('are heard once of a cancel that is told while it is read', async () => {
    await campaigns.cancel('a');
    const worker = other({ pollIntervalMs: never });
    const [a, b] = [await hearing(worker, 'a'), await hearing(worker, 'b')];
    // What is already there is read when somebody begins to listen, and the same is told again here.
    await expect.poll(() => a, soon).toEqual(['abort']);
    await system.signals.publish('a');
    await campaigns.cancel('b');
    // The channel keeps the order, so nothing of the first one is still under way.
    await expect.poll(() => b, soon).toEqual(['abort']);
    expect(a).toEqual(['abort']);
  });

  it("are heard from a transaction of the embedder's own when that commits, and not before", async () => {
    const worker = other({ pollIntervalMs: never });
    const [a, b] = [await hearing(worker, 'a'), await hearing(worker, 'b')];
    const rolledBack = inTransaction(system.own, async (tx) => {
      await campaigns.cancel('a', { tx });
      throw new Error('thrown on purpose');
    });
    await expect(rolledBack).rejects.toThrow('on purpose');
    await inTransaction(system.own, (tx) => campaigns.cancel('b', { tx }));
    await expect.poll(() => b, soon).toEqual(['abort']);
    // The channel keeps the order, so nothing of the other one is still under way.
    expect(a).toEqual([]);
  });

  it('are heard of a status that was written by hand', async () => {
    const worker = other({ pollIntervalMs: never });
    const [a, b] = [await hearing(worker, 'a'), await hearing(worker, 'b')];
    await system.own.query(
      `update "${system.schema}".campaign set status = case id when 'a' then 'sent' else 'cancelled' end`,
    );
    await expect.poll(() => b, soon).toEqual(['abort']);
    expect(a).not.toContain('abort');
  });

  it('lose nothing when the listening connection is cut: it is opened again, and the status read', async () => {
    const { listen, cut, pids, keepOut } = cuttable();
    const worker = other({ listen, pollIntervalMs: never });
    // The first look is over: what it has not read, only the next connection brings.
    await campaigns.adopt('before', 'cancelled');
    const before = await hearing(worker, 'before');
    await expect.poll(() => before, soon).toEqual(['abort']);
    const [a, b] = [await hearing(worker, 'a'), await hearing(worker, 'b')];
    const open = keepOut();
    await cut();
    // Told while nobody listens.
    await campaigns.cancel('a');
    open();
    await expect.poll(() => a, soon).toEqual(['abort']);
    expect(pids).toHaveLength(2);
    // And it listens again.
    await campaigns.cancel('b');
    await expect.poll(() => b, soon).toEqual(['abort']);
  });

  it('try to listen again and again where there is no connection to be had', async () => {
    let tries = 0;
    const { listen } = cuttable();
    const worker = other({
      pollIntervalMs: never,
      listen: async () => {
        tries += 1;
        if (tries < 3) throw new Error('thrown on purpose');
        return listen();
      },
    });
    const a = await hearing(worker, 'a');
    await campaigns.cancel('a');
    await expect.poll(() => a, soon).toEqual(['abort']);
    expect(tries).toBe(3);
  });

  it('do without listening, by looking', async () => {
    const worker = other({ listen: false, pollIntervalMs: 20 });
    const a = await hearing(worker, 'a');
    await campaigns.cancel('a');
    await expect.poll(() => a, soon).toEqual(['abort']);
  });

  it('are sent once for a campaign, whatever is sent and begun in between', async () => {
    const client = new pg.Client({ connectionString: serverUrl ?? '' });
    await client.connect();
    leave.push(() => client.end());
    const told: string[] = [];
    client.on('notification', ({ payload = '' }) => {
      if (payload !== 'end') told.push(payload);
    });
    await client.query(`listen "${system.schema}"`);
    const ref = { campaignId: 'a', token: 't' };
    const { ledger } = system;
    await ledger.takeLease({ ...ref, worker: 'w', ttlMs: 60_000, exclusive: false });
    await ledger.ownAudience(ref);
    await ledger.append(ref, [{ id: 'x' }, { id: 'y' }]);
    const { claim } = await ledger.claim(ref);
    const begin = [{ chunk: claim?.chunk ?? -1, position: 0 }];
    await ledger.advance(ref, { settle: [], begin });
    await campaigns.cancel('a');
    await campaigns.cancel('a');
    await ledger.endLease(ref);
    await client.query('select pg_notify($1, $2)', [system.schema, 'end']);
    expect(told).toEqual([expect.stringMatching(/^cancelled [0-9a-f]{64}$/)]);
  });

  it('carry an id of any length and any characters', async () => {
    const id = `${'😀\0"\''.repeat(100)}`;
    const worker = other({ pollIntervalMs: never });
    const nobody = { by: null, reason: null, effects: [], dueAt: null, data: null };
    await system.store.insert({
      id,
      status: 'sending',
      event: 'ADOPT',
      commandId: 'c',
      ...nobody,
    });
    const news = await hearing(worker, id);
    await system.signals.publish(id);
    await expect.poll(() => news, soon).toEqual(['abort']);
  });

  it('give the connection back when nobody listens any more', async () => {
    const pool = openPool();
    const postgres = createPostgres({ pool, schema: system.schema });
    const end = await postgres.signals.subscribe('a', () => {});
    await expect.poll(() => pool.totalCount - pool.idleCount, soon).toBe(1);
    end();
    await expect.poll(() => pool.totalCount - pool.idleCount, soon).toBe(0);
    await postgres.signals.subscribe('a', () => {});
    postgres.close();
    // Ends only when every connection is back.
    await pool.end();
  });
});
