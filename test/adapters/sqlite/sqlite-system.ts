import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSqlite,
  type SqliteLike,
  type SqliteOptions,
} from '../../../src/adapters/sqlite/index.js';
import { createManualClock, type TestSystem } from '../../../src/testing/index.js';
import type { Driver } from './drivers.js';

/** The path of a database in a directory of its own, and what removes that. */
export const temporaryFile = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'campaign-machine-'));
  return {
    path: join(directory, 'campaigns.db'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};

/** Leaves out the wait for the disk, which shows in no result and is most of the time a test takes. */
export const withoutSync = (database: SqliteLike): SqliteLike => ({
  exec: (sql) => database.exec(sql.replace('synchronous = full', 'synchronous = off')),
  prepare: (sql) => database.prepare(sql),
  close: () => database.close(),
});

/** A transaction of the embedder's own. */
export const inTransaction = async <Result>(
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

/** What a program may do that does not care: the triggers are out of the way meanwhile. */
export const overwriteStatus = (database: SqliteLike, campaignId: string, status: string): void => {
  const guard = database
    .prepare("select sql from sqlite_master where name = 'campaign_status_moves'")
    .get() as { readonly sql: string };
  database.exec('drop trigger campaign_status_moves');
  database.prepare('update campaign set status = ? where id = ?').run(status, campaignId);
  database.exec(guard.sql);
};

/** The adapter on a fresh file, as the suites want it, on a clock that they move. */
export const sqliteSystem = async (
  { open }: Pick<Driver, 'open'>,
  given: Pick<SqliteOptions, 'busyTimeoutMs' | 'watchIntervalMs'> & {
    /** A file that is there already, and is left there. */
    readonly path?: string;
    /** By the clock of this machine, as other processes are. */
    readonly realTime?: boolean;
  } = {},
) => {
  const { path: known, realTime = false, ...options } = given;
  const { path, remove } =
    known === undefined ? await temporaryFile() : { path: known, remove: async () => {} };
  const clock = createManualClock();
  const sqlite = createSqlite({
    open: () => withoutSync(open(path)),
    ...(realTime ? {} : { clock }),
    ...options,
  });
  await sqlite.migrate();
  const own = withoutSync(open(path));
  own.exec('pragma busy_timeout = 5000; pragma synchronous = full');
  return {
    ...sqlite,
    path,
    /** A connection of the embedder's own. */
    own,
    clock,
    advance: clock.advance,
    transaction: (work) => inTransaction(own, work),
    corruptStatus: (campaignId, status) => overwriteStatus(own, campaignId, status),
    dispose: async () => {
      sqlite.close();
      own.close();
      await remove();
    },
  } satisfies TestSystem<SqliteLike> & Record<string, unknown>;
};
