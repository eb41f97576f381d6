import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnection } from '../../../src/adapters/postgres/connection.js';
import { createPostgres } from '../../../src/adapters/postgres/index.js';
import { migrate } from '../../../src/adapters/postgres/migrate.js';
import { type Migration, migrations } from '../../../src/adapters/postgres/schema.js';
import { createPlace } from '../../../src/adapters/postgres/session.js';
import { createCampaigns } from '../../../src/service/index.js';
import { dropSchema, freshSchema, openPool, serverUrl } from './postgres-system.js';

const table = (name: string, worksFrom = 1): Migration => ({
  sql: `create table @${name} (x integer)`,
  worksFrom,
});

describe.skipIf(!serverUrl)('migrate', () => {
  let pool: pg.Pool;
  let schema: string;
  beforeEach(() => {
    pool = openPool();
    schema = freshSchema();
  });
  afterEach(async () => {
    await dropSchema(pool, schema);
    await pool.end();
  });

  /** As a release would that knows these. */
  const migrateTo = (steps: readonly Migration[]) =>
    migrate(
      createConnection(pool, {
        place: createPlace(schema, true),
        lockTimeoutMs: 1000,
        transactionTimeoutMs: 1000,
      }),
      schema,
      steps,
    );
  const versions = async () => {
    const { rows } = await pool.query(`select version from "${schema}".campaign_schema order by 1`);
    return rows.map(({ version }) => version);
  };
  const tables = async () => {
    const { rows } = await pool.query(
      "select tablename from pg_tables where schemaname = $1 and tablename <> 'campaign_schema'",
      [schema],
    );
    return rows.map(({ tablename }) => tablename).toSorted();
  };

  it('is safe to run from 8 processes at once on a database that has nothing', async () => {
    const pools = Array.from({ length: 8 }, () => openPool({ max: 2 }));
    const adapters = pools.map((own) => createPostgres({ pool: own, schema, listen: false }));
    await Promise.all(adapters.map((each) => each.migrate()));
    await Promise.all(adapters.map((each) => each.migrate()));
    expect(await versions()).toEqual(migrations.map((_, index) => index + 1));
    for (const own of pools) await own.end();
  });

  it('adds what is new to what an older release wrote', async () => {
    await migrateTo([table('a')]);
    await migrateTo([table('a'), table('b'), table('c')]);
    expect([await versions(), await tables()]).toEqual([
      [1, 2, 3],
      ['a', 'b', 'c'],
    ]);
  });

  it('leaves nothing of a migration that fails, and of those that were to come after', async () => {
    await migrateTo([table('a')]);
    await expect(migrateTo([table('a'), table('b'), table('a')])).rejects.toThrow('already exists');
    expect([await versions(), await tables()]).toEqual([[1], ['a']]);
  });

  it('lets a release work on newer tables that only add to what it knows', async () => {
    await migrateTo([table('a'), table('b', 1)]);
    await migrateTo([table('a')]);
    expect(await versions()).toEqual([1, 2]);
  });

  it('lets workers go on that were there before the columns and tables of a newer release', async () => {
    const postgres = createPostgres({ pool, schema, listen: false });
    await postgres.migrate();
    const run = async (id: string) => {
      const campaigns = createCampaigns(postgres);
      await campaigns.create({ id });
      await campaigns.schedule(id, { commandId: 'c' });
      await campaigns.schedule(id, { commandId: 'c' });
      await campaigns.start(id);
      const ref = { campaignId: id, token: id };
      const { ledger, store } = postgres;
      await ledger.takeLease({ ...ref, worker: 'w', ttlMs: 60_000, exclusive: false });
      await ledger.ownAudience(ref);
      await ledger.append(ref, [{ id: 'x' }]);
      await ledger.claim(ref);
      await ledger.advance(ref, { settle: [], begin: [{ chunk: 0, position: 0 }] });
      await campaigns.cancel(id);
      await store.list({ limit: 10 });
      return campaigns.report(id);
    };
    // Until every statement has been prepared, and planned for good.
    for (let time = 0; time < 7; time += 1) await run(`before ${time}`);
    for (const name of await tables()) {
      await pool.query(`alter table "${schema}".${name} add column of_tomorrow text`);
    }
    expect(await run('after')).toMatchObject({ campaign: { status: 'cancelled' } });
  });

  it('refuses newer tables that have lost what it knows, and changes nothing', async () => {
    await migrateTo([table('a'), table('b', 2)]);
    await expect(migrateTo([table('a')])).rejects.toMatchObject({
      name: 'PostgresAdapterError',
      code: 'schema-too-new',
    });
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('does not take the tables of another schema for its own', async () => {
    await migrateTo(migrations);
    const other = createPostgres({ pool, schema: `${schema}_b`, listen: false });
    await expect(other.store.read('x')).rejects.toMatchObject({ code: 'not-migrated' });
    await other.migrate();
    expect(await other.store.read('x')).toBeUndefined();
    await pool.query(`drop schema "${schema}_b" cascade`);
  });
});
