import { Queue, Worker } from 'bullmq';
import { createBullmq } from 'campaign-machine/bullmq';
import { createPgBoss, pgBossSettings } from 'campaign-machine/pg-boss';
import { createPostgres, type PgClientLike, type PostgresAdapter } from 'campaign-machine/postgres';
import {
  type AbortSignals,
  type CampaignObserver,
  type CampaignQueue,
  type Campaigns,
  combineSignals,
  createCampaigns,
} from 'campaign-machine/service';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Check } from './health.js';
import { errorCodes, type Logger } from './logging.js';
import type { Metrics } from './metrics.js';
import type { QueueName, Settings } from './settings.js';

type Used = Pick<Settings, 'queue' | 'databaseUrl' | 'redisUrl' | 'redisPrefix'>;

interface Parts {
  readonly settings: Used;
  readonly postgres: PostgresAdapter;
  readonly log: Logger;
}

/** What brings campaigns to workers, and how a cancel is heard. */
interface Bringing {
  readonly queue: CampaignQueue<PgClientLike>;
  readonly signals: AbortSignals<PgClientLike>;
  /** What it needs beside PostgreSQL. */
  readonly checks: readonly Check[];
  close(): Promise<void>;
}

/** The campaigns of one process, and what has to be looked after with them. */
export interface OpenCampaigns {
  readonly campaigns: Campaigns<PgClientLike>;
  readonly pool: pg.Pool;
  readonly checks: readonly Check[];
  close(): Promise<void>;
}

/** A lost connection is opened again by whoever has it; nobody has to do anything. */
const noteLoss = (log: Logger, server: string) => (error: unknown) =>
  log.warn({ server, ...errorCodes(error) }, 'connection');

const byRows = async ({ postgres }: Parts): Promise<Bringing> => ({
  queue: postgres.queue,
  signals: postgres.signals,
  checks: [],
  close: async () => {},
});

const byPgBoss = async ({ settings, postgres, log }: Parts): Promise<Bringing> => {
  const boss = new PgBoss({ connectionString: settings.databaseUrl, max: 5, ...pgBossSettings });
  boss.on('error', noteLoss(log, 'pg-boss'));
  await boss.start();
  const { queue, migrate } = createPgBoss({ boss });
  await migrate();
  const close = () => boss.stop({ graceful: false });
  return { queue, signals: postgres.signals, checks: [], close };
};

const byBullmq = async ({ settings, postgres, log }: Parts): Promise<Bringing> => {
  const { redisUrl, redisPrefix: prefix } = settings;
  const onError = noteLoss(log, 'redis');
  const bullmq = createBullmq({
    Queue,
    Worker,
    connect: (options) => new Redis(redisUrl, options),
    prefix,
    onError,
  });
  const asked = new Redis(redisUrl, { maxRetriesPerRequest: 0, enableOfflineQueue: false });
  asked.on('error', () => {});
  return {
    queue: bullmq.queue,
    signals: combineSignals<PgClientLike>(postgres.signals, bullmq.signals),
    checks: [{ name: 'redis', look: () => asked.ping() }],
    close: async () => {
      bullmq.close();
      asked.disconnect();
    },
  };
};

const bringings: Readonly<Record<QueueName, (parts: Parts) => Promise<Bringing>>> = {
  rows: byRows,
  'pg-boss': byPgBoss,
  bullmq: byBullmq,
};

export interface OpenOptions {
  readonly settings: Used;
  readonly observe: readonly CampaignObserver[];
  readonly metrics: Pick<Metrics, 'countClaims'>;
  readonly log: Logger;
}

/** Opens the database, with the queue that was asked for, and brings its tables up to date. */
export const openCampaigns = async (options: OpenOptions): Promise<OpenCampaigns> => {
  const { settings, observe, metrics, log } = options;
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: 10,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', noteLoss(log, 'postgres'));
  const postgres = createPostgres({ pool });
  await postgres.migrate();
  const bringing = await bringings[settings.queue]({ settings, postgres, log });
  const campaigns = createCampaigns({
    store: postgres.store,
    ledger: metrics.countClaims(postgres.ledger),
    queue: bringing.queue,
    signals: bringing.signals,
    observe,
  });
  return {
    campaigns,
    pool,
    checks: [{ name: 'postgres', look: () => pool.query('select 1') }, ...bringing.checks],
    close: async () => {
      await bringing.close();
      postgres.close();
      await pool.end();
    },
  };
};
