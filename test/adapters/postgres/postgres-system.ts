import pg from 'pg';
import { inject } from 'vitest';
import {
  createPostgres,
  type PgClientLike,
  type PgPooledLike,
  type PostgresOptions,
} from '../../../src/adapters/postgres/index.js';
import { createManualClock, type TestSystem } from '../../../src/testing/index.js';

/** Where the server is; `null`: these tests are skipped. */
export const serverUrl = inject('postgres');

// Commits that do not wait for the disk: it shows in no result, and is most of the time a test takes.
const withoutSync = '-c synchronous_commit=off';

/** A pool on the server of the tests. Idle connections that break are the pool's to forget. */
export const openPool = (options: pg.PoolConfig = {}): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: serverUrl ?? '',
    options: withoutSync,
    max: 12,
    ...options,
  });
  return pool.on('error', () => {});
};

let made = 0;

/** A schema that nothing else has. */
export const freshSchema = (): string => {
  made += 1;
  return `test_${process.pid}_${Date.now().toString(36)}_${made}`;
};

const deadlock = '40P01';
const dropsMax = 5;

/** Drops a schema, in which a statement that its client gave up on may still be at work. */
export const dropSchema = async (pool: pg.Pool, schema: string): Promise<void> => {
  for (let drops = 1; ; drops += 1) {
    try {
      await pool.query(`drop schema if exists "${schema}" cascade`);
      return;
    } catch (error) {
      if (drops === dropsMax || (error as { code?: unknown }).code !== deadlock) throw error;
    }
  }
};

interface Lender<Client extends PgClientLike & { release(): void }> {
  connect(): Promise<Client>;
}

/** A transaction of the embedder's own. */
export const inTransaction = async <Result, Client extends PgClientLike & { release(): void }>(
  pool: Lender<Client>,
  work: (tx: Client) => Promise<Result>,
): Promise<Result> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

/** What a program may do that does not care: the trigger is out of the way meanwhile. */
export const overwriteStatus = (
  pool: Lender<PgPooledLike>,
  schema: string,
  campaignId: string,
  status: string,
) =>
  inTransaction(pool, async (client) => {
    const table = `"${schema}".campaign`;
    await client.query(`alter table ${table} disable trigger campaign_status_moves`);
    await client.query(`update ${table} set status = $1 where id = $2`, [status, campaignId]);
    await client.query(`alter table ${table} enable trigger campaign_status_moves`);
  });

/** Resolves when so many statements on this schema wait for a lock. */
const untilBlocked = async (pool: pg.Pool, schema: string, statements: number): Promise<void> => {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const { rows } = await pool.query(
      `select 1 from pg_stat_activity
       where wait_event_type = 'Lock' and position($1 in query) > 0`,
      [`"${schema}"`],
    );
    if (rows.length >= statements) return;
  }
  throw new Error(
    `Expected ${statements} statements that wait for a lock; there were fewer for 10 s.`,
  );
};

/** The adapter on a fresh schema, as the suites want it. */
export const postgresSystem = async (
  given: Partial<PostgresOptions> & {
    /** By the server's clock, as other processes are; else by one that the test moves. */
    readonly realTime?: boolean;
    /** The way to the server, if it is not the straight one. */
    readonly url?: string;
  } = {},
) => {
  const { realTime = false, url, ...options } = given;
  const own = openPool(url === undefined ? {} : { connectionString: url });
  const schema = options.schema ?? freshSchema();
  const clock = createManualClock();
  const postgres = createPostgres({
    pool: own,
    ...(realTime ? {} : { clock, now: () => Math.floor(clock.wallMs()) }),
    ...options,
    schema,
  });
  await postgres.migrate();
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return {
    ...postgres,
    schema,
    /** A pool of the embedder's own. */
    own,
    waitUntilBlocked: (statements = 1) => untilBlocked(own, schema, statements),
    clock,
    advance: realTime ? sleep : clock.advance,
    transaction: (work) => inTransaction(own, work),
    corruptStatus: (campaignId, status) => overwriteStatus(own, schema, campaignId, status),
    dispose: async () => {
      postgres.close();
      await dropSchema(own, schema);
      await own.end();
    },
  } satisfies TestSystem<PgClientLike> & Record<string, unknown>;
};
