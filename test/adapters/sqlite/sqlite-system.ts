import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqlite, type SqliteLike } from '../../../src/adapters/sqlite/index.js';
import { createManualClock, type TestSystem } from '../../../src/testing/index.js';
import type { Driver } from './drivers.js';

/** A directory of its own, and what removes it. */
export const temporaryFile = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'campaign-machine-'));
  return {
    path: join(directory, 'campaigns.db'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};

const inTransaction = async <Result>(
  tx: SqliteLike,
  work: (tx: SqliteLike) => Promise<Result>,
): Promise<Result> => {
  tx.exec('begin immediate');
  try {
    const result = await work(tx);
    tx.exec('commit');
    return result;
  } catch (error) {
    tx.exec('rollback');
    throw error;
  }
};

/** What another program may do that does not care: the triggers are out of the way meanwhile. */
const overwriteStatus = (database: SqliteLike, campaignId: string, status: string): void => {
  const guard = database
    .prepare("select sql from sqlite_master where name = 'campaign_status_moves'")
    .get() as { readonly sql: string };
  database.exec('drop trigger campaign_status_moves');
  database.prepare('update campaign set status = ? where id = ?').run(status, campaignId);
  database.exec(guard.sql);
};

/** The adapter on a fresh file, as the suites want it, on a clock that they move. */
export const sqliteSystem = async ({ open }: Driver): Promise<TestSystem<SqliteLike>> => {
  const { path, remove } = await temporaryFile();
  const clock = createManualClock();
  const sqlite = createSqlite({ open: () => open(path), clock });
  await sqlite.migrate();
  const own = open(path);
  own.exec('pragma busy_timeout = 5000');
  return {
    ...sqlite,
    advance: clock.advance,
    transaction: (work) => inTransaction(own, work),
    corruptStatus: (campaignId, status) => overwriteStatus(own, campaignId, status),
    dispose: async () => {
      sqlite.close();
      own.close();
      await remove();
    },
  };
};
