import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PgClientLike } from '../../../src/adapters/postgres/index.js';
import { everySuite } from './every-suite.js';
import { fill, fillWithCommands } from './filled-schema.js';
import { openPool, postgresSystem, serverUrl } from './postgres-system.js';
import { findWideReads, type Statement } from './query-plans.js';
import { watchedPool } from './watched-pool.js';

// Those that read more than they find, and why that is right.
const allowed: readonly (readonly [RegExp, string])[] = [
  [/^all of campaign_(effect_open|lease_live|chunk_owned): /, 'what is under way, which is few'],
  [/^all of campaign_purged: /, 'a table that is empty but for a purge'],
  [/^all of campaign_schema_pkey: /, 'a row for each version of the tables'],
  [
    /: delete from campaign_\w+ where campaign = \$1 and ctid = any/,
    'a purge: a slice, in any order',
  ],
  [
    /^all of (campaign|a status): delete from campaign where key in .*changed_at </,
    'a purge, by age',
  ],
  [
    /^an audience in campaign_chunk_open: .*not exists \(select 1 from campaign_chunk_state s where/,
    'no more than the first that is open',
  ],
];

const anywhere = '"schema".';

/** Every statement that the suites run, on the schema `schema`. */
const collectStatements = async (): Promise<readonly Statement[]> => {
  const pool = openPool();
  const watched = watchedPool(pool);
  const suites = everySuite(
    () => postgresSystem({ pool: watched.pool }),
    () => postgresSystem({ pool: watched.pool, realTime: true }),
  );
  for (const { run } of Object.values(suites).flat()) await run();
  await pool.end();
  const found = new Map<string, Statement>();
  for (const [sql, values] of watched.bound) {
    const text = sql
      .replaceAll(/"test_\w+"\./g, anywhere)
      .replaceAll(/\s+/g, ' ')
      .trim();
    const isOnTables = text.includes(`${anywhere}campaign`);
    if (isOnTables && /^(with|select|insert|update|delete)/.test(text))
      found.set(text, { text, values });
  }
  return [...found.values()];
};

/** What all of these read on a schema that is more than they need, but for what is allowed. */
const wideReadsOf = async (
  client: pg.PoolClient,
  schema: string,
  statements: readonly Statement[],
): Promise<readonly string[]> => {
  const all: string[] = [];
  for (const { text, values } of statements) {
    const there = { text: text.replaceAll(anywhere, () => `"${schema}".`), values };
    const found = await findWideReads(client as unknown as PgClientLike, there);
    all.push(...found.map((what) => `${what}: ${text.replaceAll(anywhere, '')}`));
  }
  return all.filter((each) => !allowed.some(([pattern]) => pattern.test(each)));
};

describe.skipIf(!serverUrl)('the statements of createPostgres', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  let statements: readonly Statement[];
  let client: pg.PoolClient;
  beforeAll(async () => {
    system = await postgresSystem({ listen: false });
    await fill(system.own, system.schema);
    statements = await collectStatements();
    client = await system.own.connect();
  }, 240_000);
  afterAll(async () => {
    client?.release();
    await system?.dispose();
  });

  const wideReads = () => wideReadsOf(client, system.schema, statements);

  it('find their rows by an index', async () => {
    expect(await wideReads()).toEqual([]);
    expect(statements.length).toBeGreaterThan(50);
  });

  it('find a campaign by its id, also while the server counts none of its status', async () => {
    await client.query(`begin; delete from "${system.schema}".campaign
      where status in ('draft', 'ready', 'sending'); analyze "${system.schema}".campaign`);
    const found = await wideReads();
    await client.query('rollback');
    expect(found.filter((each) => each.includes('update campaign '))).toEqual([]);
  });

  // A plan that is made then is kept by a connection until the server counts for the first time.
  it.each([
    ['are empty', 0],
    ['have a few rows', 30],
    ['have some hundred rows', 500],
    ['have a thousand rows', 1000],
  ])(
    'find their rows by an index on tables that nobody has counted and that %s',
    async (_, rows) => {
      const young = await postgresSystem({ listen: false });
      await fillWithCommands(young.own, young.schema, rows);
      const connection = await young.own.connect();
      const found = await wideReadsOf(connection, young.schema, statements);
      connection.release();
      await young.dispose();
      const list = /^all of campaign: select .* from campaign where key < \$1 order by key desc/;
      expect(found.filter((each) => !list.test(each))).toEqual([]);
    },
  );

  it('need every index that there is beside the keys: each is missed', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select indexrelid::regclass::text as name from pg_index
       where not indisunique and indrelid in (select oid from pg_class where relnamespace = $1::regnamespace)`,
      [system.schema],
    );
    const before = (await wideReads()).length;
    const missed: string[] = [];
    for (const { name } of rows) {
      await client.query(`begin; drop index ${name}`);
      if ((await wideReads()).length > before) missed.push(name);
      await client.query('rollback');
    }
    expect(missed).toEqual(rows.map(({ name }) => name));
    expect(missed.length).toBeGreaterThan(5);
  });
});
