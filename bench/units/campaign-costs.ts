import { createPostgres } from 'campaign-machine/postgres';
import { type CampaignsOptions, createCampaigns } from 'campaign-machine/service';
import pg from 'pg';

/** What a campaign costs apart from its audience: created, scheduled, cancelled. */
export interface CampaignCosts {
  readonly rows: number;
  readonly indexes: number;
  /** One after the other, and eight at a time. */
  readonly cancelsPerSecond: number;
  readonly cancelsPerSecondAtOnce: number;
  readonly notificationsPerCancel: number;
}

const many = 2000;
const schema = 'campaign_costs';
const tables = ['campaign', 'campaign_history', 'campaign_effect', 'campaign_audience'];

const sizes = async (pool: pg.Pool) => {
  const { rows } = await pool.query<{ rows: string; indexes: string }>(
    `select sum(pg_table_size(name)) as rows, sum(pg_indexes_size(name)) as indexes
     from unnest($1::regclass[]) as name`,
    [tables.map((table) => `${schema}.${table}`)],
  );
  return { rows: Number(rows[0]?.rows), indexes: Number(rows[0]?.indexes) };
};

/** Runs `work` for each number from `from` up to `to`, so many at once. */
const inLanes = async (
  lanes: number,
  { from, to }: { readonly from: number; readonly to: number },
  work: (index: number) => Promise<unknown>,
): Promise<number> => {
  let next = from;
  const lane = async () => {
    while (next < to) {
      next += 1;
      await work(next - 1);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return ((to - from) * 1000) / (performance.now() - startedMs);
};

export const measureCampaigns = async (pool: pg.Pool, url: string): Promise<CampaignCosts> => {
  const postgres = createPostgres({ pool, schema });
  await postgres.migrate();
  const campaigns = createCampaigns(postgres as unknown as CampaignsOptions<unknown>);
  const before = await sizes(pool);
  await inLanes(8, { from: 0, to: many }, async (index) => {
    await campaigns.create({ id: `campaign-${index}` });
    await campaigns.schedule(`campaign-${index}`);
  });
  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  let heard = 0;
  listener.on('notification', () => {
    heard += 1;
  });
  await listener.query(`listen ${schema}`);
  const cancel = (index: number) =>
    campaigns.cancel(`campaign-${index}`, { by: 'bench', reason: 'wrong price' });
  const cancelsPerSecond = await inLanes(1, { from: 0, to: many / 2 }, cancel);
  const cancelsPerSecondAtOnce = await inLanes(8, { from: many / 2, to: many }, cancel);
  // Notifications come before the answer to the next statement.
  await listener.query('select 1');
  await listener.end();
  const after = await sizes(pool);
  postgres.close();
  return {
    rows: (after.rows - before.rows) / many,
    indexes: (after.indexes - before.indexes) / many,
    cancelsPerSecond,
    cancelsPerSecondAtOnce,
    notificationsPerCancel: heard / many,
  };
};
