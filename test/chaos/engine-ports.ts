import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { createBullmq } from '../../src/adapters/bullmq/index.js';
import { createPgBoss, pgBossSettings } from '../../src/adapters/pg-boss/index.js';
import { createPostgres } from '../../src/adapters/postgres/index.js';
import { type CampaignsOptions, combineSignals } from '../../src/service/index.js';
import type { Engine } from './chaos-plan.js';

/** Where the servers are. */
export interface Servers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** Connections that the cuts leave alone have this name: those of whoever watches. */
export const watcherName = 'chaos-watcher';

// Five processes share a server with whatever else there is on it.
const poolMax = 4;

/** Opens what one process needs of an engine; everything is closed by the end of the process. */
export const openEngine = async (engine: Engine, { databaseUrl, redisUrl }: Servers) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolMax });
  pool.on('error', () => {});
  const postgres = createPostgres({ pool });
  const joined: CampaignsOptions<unknown> = postgres as unknown as CampaignsOptions<unknown>;
  if (engine === 'pg-boss') {
    const boss = new PgBoss({ connectionString: databaseUrl, max: 2, ...pgBossSettings });
    boss.on('error', () => {});
    await boss.start();
    const { queue, migrate } = createPgBoss({ boss });
    await migrate();
    return { ...joined, queue: queue as CampaignsOptions<unknown>['queue'] };
  }
  if (engine === 'bullmq') {
    const connect = (settings: object) => new Redis(redisUrl, settings);
    const bullmq = createBullmq({ Queue, Worker, connect });
    const signals = combineSignals(joined.signals, bullmq.signals);
    return { ...joined, queue: bullmq.queue, signals };
  }
  return joined;
};
