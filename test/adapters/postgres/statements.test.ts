import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PgClientLike } from '../../../src/adapters/postgres/index.js';
import { everySuite } from './every-suite.js';
import { fill } from './filled-schema.js';
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

/** Every statement that the suites run, as it is on the schema `place`. */
const collectStatements = async (place: string): Promise<readonly Statement[]> => {
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
      .replaceAll(/"test_\w+"/g, `"${place}"`)
      .replaceAll(/\s+/g, ' ')
      .trim();
    const isOnTables = text.includes(`"${place}".campaign`);
    if (isOnTables && /^(with|select|insert|update|delete)/.test(text))
      found.set(text, { text, values });
  }
  return [...found.values()];
};

describe.skipIf(!serverUrl)('the statements of createPostgres', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  let statements: readonly Statement[];
  let client: pg.PoolClient;
  beforeAll(async () => {
    system = await postgresSystem({ listen: false });
    await fill(system.own, system.schema);
    statements = await collectStatements(system.schema);
    client = await system.own.connect();
  }, 240_000);
  afterAll(async () => {
    client?.release();
    await system?.dispose();
  });

  const wideReads = async () => {
    const all: string[] = [];
    for (const statement of statements) {
      const found = await findWideReads(client as unknown as PgClientLike, statement);
      all.push(
        ...found.map((what) => `${what}: ${statement.text.replaceAll(`"${system.schema}".`, '')}`),
      );
    }
    return all.filter((each) => !allowed.some(([pattern]) => pattern.test(each)));
  };

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
