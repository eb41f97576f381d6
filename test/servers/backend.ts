import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { createBullmq } from '../../src/adapters/bullmq/index.js';
import { createPgBoss, pgBossSettings } from '../../src/adapters/pg-boss/index.js';
import { createPostgres } from '../../src/adapters/postgres/index.js';
import { combineSignals } from '../../src/service/index.js';
import type { WorkerAssignment } from './worker-process.js';

export type BackendAddress = Pick<
  WorkerAssignment,
  'engine' | 'databaseUrl' | 'redisUrl' | 'prefix'
>;

/** The ports as one process of a service has them: campaigns on PostgreSQL, jobs in the engine. */
export const openBackend = async ({ engine, databaseUrl, redisUrl, prefix }: BackendAddress) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  pool.on('error', () => {});
  const postgres = createPostgres({ pool });
  await postgres.migrate();
  const { store, ledger, signals } = postgres;

  if (engine === 'pg-boss') {
    const boss = new PgBoss({ connectionString: databaseUrl, max: 5, ...pgBossSettings });
    boss.on('error', () => {});
    await boss.start();
    const pgBoss = createPgBoss({ boss });
    await pgBoss.migrate();
    const close = async () => {
      await boss.stop();
      postgres.close();
      await pool.end();
    };
    return { ports: { store, ledger, signals, queue: pgBoss.queue }, pool, close };
  }
  const connect = (settings: object) => new Redis(redisUrl, settings);
  const bullmq = createBullmq({ Queue, Worker, connect, prefix });
  const close = async () => {
    bullmq.close();
    postgres.close();
    await pool.end();
  };
  const both = combineSignals(signals, bullmq.signals);
  return { ports: { store, ledger, signals: both, queue: bullmq.queue }, pool, close };
};
