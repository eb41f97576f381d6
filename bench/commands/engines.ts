import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgres } from 'campaign-machine/postgres';
import { createSqlite } from 'campaign-machine/sqlite';
import { describeServer, openPool } from '../postgres-pool.js';
import { openCampaignMachine } from './campaign-machine.js';
import { openHandWritten } from './hand-written.js';
import { openHandWrittenPostgres } from './hand-written-postgres.js';
import type { CancelSubject } from './subject.js';

interface Opened {
  readonly subjects: Readonly<Record<string, CancelSubject>>;
  /** The server, in one line; none where there is none. */
  readonly server?: string;
  close(): Promise<void>;
}

const openSqlite = async (): Promise<Opened> => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-bench-'));
  const sqlite = createSqlite({ path: join(folder, 'service.db') });
  await sqlite.migrate();
  const subjects = {
    'campaign-machine': openCampaignMachine(sqlite, sqlite.close),
    'by hand': openHandWritten(join(folder, 'hand.db')),
  };
  return {
    subjects,
    close: async () => {
      for (const subject of Object.values(subjects)) await subject.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const openPostgres = async (): Promise<Opened> => {
  const pool = openPool();
  const schemas = ['service', 'hand'].map((name) => `bench_${process.pid}_${name}`);
  const [service = '', hand = ''] = schemas;
  const postgres = createPostgres({ pool, schema: service });
  await postgres.migrate();
  return {
    server: await describeServer(pool),
    subjects: {
      'campaign-machine': openCampaignMachine(postgres, postgres.close),
      'by hand': await openHandWrittenPostgres(pool, hand),
    },
    close: async () => {
      postgres.close();
      for (const schema of schemas) await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    },
  };
};

/** What the bench runs on, by name, with its section of the page. */
export const engines = {
  sqlite: { section: 'commands', packages: ['libsql'], open: openSqlite },
  postgres: { section: 'commands-postgres', packages: ['pg'], open: openPostgres },
} as const;

export type EngineName = keyof typeof engines;
