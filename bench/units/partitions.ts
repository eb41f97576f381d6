import type pg from 'pg';
import { type Audience, sendTo } from './audience-costs.js';

/** The large tables: all that grows with the audience. */
const largeTables = ['recipient', 'chunk', 'chunk_state', 'in_doubt'] as const;

// A partitioned table has no fill factor of its own; its partitions have.
const fillfactorOf = (table: string) => (table === 'chunk_state' ? 'with (fillfactor = 50)' : '');

/**
 * Puts partitions by the campaign's key in the place of the large tables, which are still empty: one
 * for the first campaigns, one for all that come after.
 */
export const partition = async (pool: pg.Pool, schema: string): Promise<void> => {
  for (const name of largeTables) {
    const table = `${schema}.campaign_${name}`;
    await pool.query(`
      create table ${table}_parts (like ${table} including all) partition by range (campaign);
      drop table ${table};
      alter table ${table}_parts rename to campaign_${name};
      create table ${table}_first partition of ${table}
        for values from (minvalue) to (1000) ${fillfactorOf(name)};
      create table ${table}_later partition of ${table} default ${fillfactorOf(name)}`);
  }
};

/** How long it takes to drop the partitions of an audience, ms; checks that nothing else changes. */
export const measureDrop = async (pool: pg.Pool, audience: Audience): Promise<number> => {
  const prepare = (schema: string) => partition(pool, schema);
  const { postgres, campaigns, deliveredOf } = await sendTo(pool, { ...audience, prepare });
  const from = performance.now();
  await pool.query(
    largeTables.map((name) => `drop table ${audience.schema}.campaign_${name}_first`).join(';'),
  );
  const tookMs = performance.now() - from;
  // The counts are kept with the leases: a report stays right without its recipients.
  if ((await deliveredOf()) !== audience.size) throw new Error('the report lost its counts');
  if ((await campaigns.purge('large')) !== 1) throw new Error('the campaign was not purged');
  postgres.close();
  return tookMs;
};
