import { createPostgres, type PostgresAdapter } from 'campaign-machine/postgres';
import {
  type CampaignsOptions,
  createCampaigns,
  createDispatcher,
  type Recipient,
} from 'campaign-machine/service';
import type pg from 'pg';

/** What an audience costs, each for one recipient of a campaign that is settled. */
export interface AudienceCosts {
  readonly what: string;
  /** Bytes on disk: the rows with what is stored beside them, and the indexes. */
  readonly rows: number;
  readonly indexes: number;
  /** Bytes of the write-ahead log. */
  readonly wal: number;
  /** Steps of the ledger; each is one transaction. */
  readonly appends: number;
  readonly claims: number;
  readonly advances: number;
  /** How long `purge` takes, µs. */
  readonly purgeUs: number;
}

/** An audience, and how it is worked on. */
export interface Audience {
  readonly what: string;
  readonly schema: string;
  readonly size: number;
  readonly chunkSize: number;
  readonly recipient: (index: number) => Recipient;
  /** Called when the tables are made and empty. */
  readonly prepare?: (schema: string) => Promise<void>;
}

const ledgerTables = ['recipient', 'chunk', 'chunk_state', 'in_doubt', 'lease', 'audience'];

/** Bytes of the ledger's tables; a table in partitions has its bytes in these. */
const sizes = async (pool: pg.Pool, schema: string) => {
  const names = ledgerTables.map((name) => `${schema}.campaign_${name}`);
  const { rows } = await pool.query<{ rows: string; indexes: string }>(
    `select sum(pg_table_size(t.relid)) as rows, sum(pg_indexes_size(t.relid)) as indexes
     from unnest($1::regclass[]) as name, pg_partition_tree(name) t
     union all
     select sum(pg_table_size(name)), sum(pg_indexes_size(name)) from unnest($1::regclass[]) as name
     where not exists (select 1 from pg_partition_tree(name))`,
    [names],
  );
  const sum = (of: 'rows' | 'indexes') => rows.reduce((total, row) => total + Number(row[of]), 0);
  return { rows: sum('rows'), indexes: sum('indexes') };
};

const walBytes = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query(`select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`);
  return Number(rows[0].bytes);
};

type StepName = 'append' | 'claim' | 'advance';

/** The same ledger, which counts what is asked of it. */
const counting = (ledger: PostgresAdapter['ledger']) => {
  const counts: Record<StepName, number> = { append: 0, claim: 0, advance: 0 };
  const counted = { ...ledger };
  for (const name of Object.keys(counts) as StepName[]) {
    const step = ledger[name] as (...values: unknown[]) => Promise<never>;
    Object.assign(counted, {
      [name]: (...values: unknown[]) => {
        counts[name] += 1;
        return step(...values);
      },
    });
  }
  return { ledger: counted, counts };
};

/** A campaign that is sent to everybody, and what is there when it has been. */
export const sendTo = async (pool: pg.Pool, audience: Audience) => {
  const { schema, size, chunkSize, recipient } = audience;
  const postgres = createPostgres({ pool, schema });
  await postgres.migrate();
  await audience.prepare?.(schema);
  const { ledger, counts } = counting(postgres.ledger);
  const campaigns = createCampaigns({ ...postgres, ledger } as CampaignsOptions<unknown>);
  const dispatcher = createDispatcher({
    campaigns,
    recipients: function* () {
      for (let index = 0; index < size; index += 1) yield recipient(index);
    },
    deliver: async () => {},
    concurrency: 50,
    chunkSize,
  });
  const before = { wal: await walBytes(pool), ...(await sizes(pool, schema)) };
  await campaigns.create({ id: 'large' });
  await campaigns.schedule('large');
  await dispatcher.runCampaign('large', new AbortController().signal);
  const after = { wal: await walBytes(pool), ...(await sizes(pool, schema)) };
  const deliveredOf = async () => {
    const report = await campaigns.report('large');
    return report.counts === 'unknown' ? 0 : report.counts.delivered;
  };
  if ((await deliveredOf()) !== size)
    throw new Error(`${audience.what}: not everybody was sent to`);
  return { postgres, campaigns, counts, before, after, deliveredOf };
};

/** Sends one campaign on tables of its own, measures what it left, and purges it. */
export const measureAudience = async (
  pool: pg.Pool,
  audience: Audience,
): Promise<AudienceCosts> => {
  const { postgres, campaigns, counts, before, after } = await sendTo(pool, audience);
  const from = performance.now();
  if ((await campaigns.purge('large')) !== 1) throw new Error('the campaign was not purged');
  const purgeMs = performance.now() - from;
  postgres.close();
  const each = (value: number) => value / audience.size;
  return {
    what: audience.what,
    rows: each(after.rows - before.rows),
    indexes: each(after.indexes - before.indexes),
    wal: each(after.wal - before.wal),
    appends: each(counts.append),
    claims: each(counts.claim),
    advances: each(counts.advance),
    purgeUs: each(purgeMs * 1000),
  };
};
