import { openSqlite, type SqliteLike } from 'campaign-machine/sqlite';

const tables = `
create table if not exists subscription (
  audience text not null,
  position integer not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  primary key (audience, position)
) strict, without rowid;

create table if not exists plot (
  campaign text primary key,
  step integer not null
) strict, without rowid;

create table if not exists plot_sample (
  campaign text not null,
  slot integer not null,
  at integer not null,
  delivered integer not null,
  failed integer not null,
  in_doubt integer not null,
  primary key (campaign, slot)
) strict, without rowid;
`;

/** How long a statement waits for another console that writes to the same file. */
const busyTimeoutMs = 5_000;

/**
 * Opens what the console keeps beside its campaigns: uploaded subscriptions and the points of the
 * plots. A file of its own, because that of the campaigns is the package's to change.
 *
 * `full`: what was committed survives a power cut. `normal`: the last of it may not, and nothing breaks.
 */
export const openConsoleFile = (path: string, synchronous: 'full' | 'normal'): SqliteLike => {
  const file = openSqlite(path);
  file.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
  file.exec('pragma journal_mode = wal');
  file.exec(`pragma synchronous = ${synchronous}`);
  file.exec(tables);
  return file;
};

/** All or nothing. */
export const inTransaction = <Result>(file: SqliteLike, work: () => Result): Result => {
  file.exec('begin immediate');
  try {
    const result = work();
    file.exec('commit');
    return result;
  } catch (error) {
    file.exec('rollback');
    throw error;
  }
};
