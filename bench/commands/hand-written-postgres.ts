import type pg from 'pg';
import type { CancelSubject } from './subject.js';

/** What one would write by hand: the guarded UPDATE and its audit line in one transaction. */
export const openHandWrittenPostgres = async (
  pool: pg.Pool,
  schema: string,
): Promise<CancelSubject> => {
  await pool.query(`
    create schema ${schema};
    create table ${schema}.campaign (
      id text primary key, status text not null, changed_at timestamptz not null default now(),
      cancelled_by text, cancel_reason text
    );
    create table ${schema}.audit (
      number bigint generated always as identity primary key, id text not null,
      at timestamptz not null default now(), event text not null, by text, reason text
    );
    create index on ${schema}.audit (id);
  `);
  const update = `update ${schema}.campaign
    set status = 'cancelled', changed_at = now(), cancelled_by = $1, cancel_reason = $2
    where id = $3 and status in ('ready', 'sending')`;
  const audit = `insert into ${schema}.audit (id, event, by, reason) values ($1, 'CANCEL', $2, $3)`;
  return {
    prepare: async (ids) => {
      const sql = `insert into ${schema}.campaign (id, status) select unnest($1::text[]), 'ready'`;
      await pool.query(sql, [ids]);
    },
    cancel: async (id, by, reason) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const { rowCount } = await client.query(update, [by, reason, id]);
        if (rowCount !== 1) throw new Error(`${id} was not cancelled`);
        await client.query(audit, [id, by, reason]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => {},
  };
};
