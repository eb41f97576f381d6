import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgres } from 'campaign-machine/postgres';
import type { CampaignsOptions } from 'campaign-machine/service';
import { createSqlite } from 'campaign-machine/sqlite';
import { openPool } from '../postgres-pool.js';

interface Opened {
  readonly ports: CampaignsOptions<unknown>;
  close(): void | Promise<void>;
}

const openSqlite = async (): Promise<Opened> => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-bench-'));
  const sqlite = createSqlite({ path: join(folder, 'campaigns.db') });
  await sqlite.migrate();
  return {
    ports: sqlite as CampaignsOptions<unknown>,
    close: () => {
      sqlite.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const openPostgres = async (): Promise<Opened> => {
  const pool = openPool();
  const schema = `bench_${process.pid}`;
  const postgres = createPostgres({ pool, schema });
  await postgres.migrate();
  return {
    ports: postgres as CampaignsOptions<unknown>,
    close: async () => {
      postgres.close();
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    },
  };
};

/** What the bench runs on, by name, with its section of the page. */
export const engines = {
  sqlite: { section: 'memory', packages: ['libsql'], open: openSqlite },
  postgres: { section: 'memory-postgres', packages: ['pg'], open: openPostgres },
} as const;

export type EngineName = keyof typeof engines;
