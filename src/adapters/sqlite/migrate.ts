import type { EpochMs } from '../../service/campaign-store.js';
import type { Connection } from './connection.js';
import { migrations } from './schema.js';
import type { Session } from './session.js';
import { SqliteAdapterError } from './sqlite-adapter-error.js';

const hasSchema = "select 1 from sqlite_master where type = 'table' and name = 'campaign_schema'";

const versionOf = (session: Session): number => {
  if (!session.get(hasSchema)) return 0;
  const sql = 'select max(version) version from campaign_schema';
  return session.get<{ version: number | null }>(sql)?.version ?? 0;
};

const tooNew = (version: number, known: number) =>
  new SqliteAdapterError(
    'schema-too-new',
    `The database has schema version ${version}; this campaign-machine knows ${known}. ` +
      'Nothing was changed: use the newer release that wrote it.',
  );

/**
 * Brings the tables up to date. Any number of processes may do it at once: each migration runs in
 * one transaction that looks first whether somebody else was faster.
 */
export const migrate = async (
  connection: Connection,
  now: () => EpochMs,
  steps: readonly string[] = migrations,
): Promise<void> => {
  // A property of the file, so it is set once, and outside of a transaction.
  const journal = await connection.read((session) =>
    session.get<{ journal_mode: string }>('pragma journal_mode = wal'),
  );
  if (journal?.journal_mode !== 'wal') {
    throw new SqliteAdapterError(
      'failed',
      `The file cannot be put into WAL mode (it is in ${journal?.journal_mode}). It has to be a file ` +
        'on a local disk.',
    );
  }
  // A process that starts while others write has no need of their lock if there is nothing to do.
  if ((await connection.read(versionOf)) === steps.length) return;
  await connection.write({
    work: ({ session, script }) => {
      script(
        'create table if not exists campaign_schema (version integer primary key, at integer)',
      );
      const version = versionOf(session);
      if (version > steps.length) throw tooNew(version, steps.length);
      for (const [index, sql] of steps.slice(version).entries()) {
        script(sql);
        session.run(
          'insert into campaign_schema (version, at) values (?, ?)',
          version + index + 1,
          now(),
        );
      }
    },
  });
};
