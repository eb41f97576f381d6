import { Queue, Worker } from 'bullmq';
import { createBullmq } from 'campaign-machine/bullmq';
import { createPgBoss, pgBossSettings } from 'campaign-machine/pg-boss';
import { createPostgres } from 'campaign-machine/postgres';
import { type CampaignsOptions, combineSignals, createCampaigns } from 'campaign-machine/service';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PgBoss } from 'pg-boss';

/** Where a variant finds its servers, and which of them it is for; travels as JSON. */
export interface Place {
  readonly engine: 'postgres' | 'pg-boss' | 'bullmq';
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** What keys of Redis begin with. */
  readonly prefix: string;
}

export const openDatabase = ({ databaseUrl }: Place): pg.Pool =>
  // Kept open, so that the CPU time of the processes behind them can be read to the end.
  new pg.Pool({ connectionString: databaseUrl, max: 4, idleTimeoutMillis: 0 }).on(
    'error',
    () => {},
  );

export const openBoss = async ({ databaseUrl }: Place): Promise<PgBoss> => {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, ...pgBossSettings });
  boss.on('error', () => {});
  await boss.start();
  return boss;
};

/** The campaigns of one process on this engine. */
export const openCampaigns = async (place: Place) => {
  const pool = openDatabase(place);
  const postgres = createPostgres({ pool });
  await postgres.migrate();
  const joined = postgres as unknown as CampaignsOptions<unknown>;
  if (place.engine === 'pg-boss') {
    const pgBoss = createPgBoss({ boss: await openBoss(place) });
    await pgBoss.migrate();
    const queue = pgBoss.queue as CampaignsOptions<unknown>['queue'];
    return createCampaigns({ ...joined, queue });
  }
  if (place.engine === 'bullmq') {
    const connect = (settings: object) => new Redis(place.redisUrl, settings);
    const bullmq = createBullmq({ Queue, Worker, connect, prefix: place.prefix });
    const signals = combineSignals(joined.signals, bullmq.signals);
    return createCampaigns({ ...joined, queue: bullmq.queue, signals });
  }
  return createCampaigns(joined);
};
