import { PgBoss } from 'pg-boss';
import { createPgBoss, pgBossSettings } from '../../../src/adapters/pg-boss/index.js';
import { createPostgres, type PgClientLike } from '../../../src/adapters/postgres/index.js';
import { openPool, serverUrl } from '../postgres/postgres-system.js';

/** Creates a database that nothing else has; `drop` ends what is still connected to it. */
export const freshDatabase = async () => {
  const name = `test_${process.pid}_${Date.now().toString(36)}_${Math.trunc(Math.random() * 1e9)}`;
  const admin = openPool({ max: 1 });
  await admin.query(`create database ${name}`);
  return {
    url: Object.assign(new URL(serverUrl ?? ''), { pathname: `/${name}` }).href,
    drop: async () => {
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
};

/** Store, ledger and signals on PostgreSQL, jobs of pg-boss in the same database: one process. */
export const pgBossProcess = async (url: string) => {
  const own = openPool({ connectionString: url });
  const postgres = createPostgres({ pool: own });
  const boss = new PgBoss({ connectionString: url, max: 5, ...pgBossSettings });
  // What pg-boss says while its database is dropped.
  boss.on('error', () => {});
  await boss.start();
  const { queue, migrate } = createPgBoss({ boss });
  await postgres.migrate();
  await migrate();
  const { store, ledger, signals } = postgres;
  return {
    store,
    ledger,
    signals,
    queue,
    own,
    boss,
    advance: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    end: async () => {
      await boss.stop({ graceful: false });
      postgres.close();
      await own.end();
    },
  };
};

/** One process on a database of its own. */
export const pgBossSystem = async () => {
  const database = await freshDatabase();
  const system = await pgBossProcess(database.url);
  return {
    ...system,
    url: database.url,
    dispose: async () => {
      await system.end();
      await database.drop();
    },
  };
};

export type { PgClientLike };
