import type pg from 'pg';

// As in a service of some age: much that is over, some that waits for its time, little that is under
// way, and a few campaigns with a large audience, which are the first.
const campaigns = 20_000;
const underWay = 60;
const large = 40;
const openEffects = 5;

const rows = (schema: string): readonly string[] => {
  const at = (table: string) => `insert into "${schema}".${table}`;
  const chunks = `generate_series(1, ${large}) c, generate_series(0, 249) n`;
  return [
    `${at('campaign')} (id, status, due_at, created_at, changed_at)
     select 'campaign ' || n,
       case when n > ${underWay} then (array['sent', 'sent', 'sent', 'cancelled', 'draft', 'ready'])[n % 6 + 1]
         when n % 2 = 0 then 'sending' else 'ready' end,
       case when n > ${underWay} then 4e12 else n end, n, n
     from generate_series(1, ${campaigns}) n`,
    `${at('campaign_history')} (campaign, at, event, command_id, decision)
     select c, n, 'START', 'command ' || n, 'null'
     from generate_series(1, ${campaigns}) c, generate_series(1, 4) n`,
    `${at('campaign_effect')} (campaign, effect, recorded_at, next_try_at, settled_as)
     select c, effect, c, c, case when c > ${openEffects} then 'done' end
     from generate_series(1, ${campaigns}) c, unnest(array['enqueue', 'dequeue']) effect`,
    `${at('campaign_lease')} (token, campaign, worker, exclusive, taken_at, expires_at, ended_at)
     select 'token ' || c || ' ' || n, c, 'worker', false, n, 4e12, case when c > ${underWay} or n > 2 then n end
     from generate_series(1, ${campaigns}) c, generate_series(1, 5) n`,
    `${at('campaign_recipient')} (campaign, id)
     select c, 'recipient ' || n from generate_series(1, ${large}) c, generate_series(1, 2000) n`,
    `${at('campaign_chunk')} (campaign, chunk, attempt, recipients)
     select c, n, 1, repeat('recipient', 20) from ${chunks}`,
    `${at('campaign_chunk_state')} (campaign, chunk, open, owner, not_before, states)
     select c, n, n > 240, case when n > 245 then 'token ' || c || ' 1' end, n, 'dddddddd' from ${chunks}`,
    `${at('campaign_in_doubt')} (campaign, chunk, position, token, counted, again)
     select c, n, p, 'token', true, n = 0 from ${chunks}, generate_series(1, 3) p`,
    `update "${schema}".campaign_audience set sealed = campaign > ${underWay / 2}, size = 2000, chunks = 250`,
  ];
};

/** So many campaigns and lines of history, which the server does not count. */
export const fillWithCommands = async (
  pool: pg.Pool,
  schema: string,
  count: number,
): Promise<void> => {
  await pool.query(
    `insert into "${schema}".campaign (id, status, due_at, created_at, changed_at)
     select 'campaign ' || n, 'ready', n, n, n from generate_series(1, ${count}) n`,
  );
  await pool.query(
    `insert into "${schema}".campaign_history (campaign, at, event, command_id, decision)
     select n, n, 'ADOPT', gen_random_uuid(), 'null' from generate_series(1, ${count}) n`,
  );
};

/** Fills the tables of a schema, and lets the server count what is in them. */
export const fill = async (pool: pg.Pool, schema: string): Promise<void> => {
  for (const sql of rows(schema)) await pool.query(sql);
  const { rows: tables } = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = $1 and tablename <> 'campaign_schema'",
    [schema],
  );
  for (const { name } of tables) await pool.query(`vacuum analyze "${schema}".${name}`);
};
