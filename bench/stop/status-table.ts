import type { SqliteLike } from 'campaign-machine/sqlite';

/** The status column that other systems look at while they send. */
export const createStatusTable = (database: SqliteLike) => {
  database.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
    create table if not exists status_column (id text primary key, status text not null);
  `);
  const read = database.prepare('select status from status_column where id = ?');
  const write = database.prepare(
    'insert into status_column (id, status) values (?, ?) on conflict (id) do update set status = excluded.status',
  );
  return {
    isSending: (id: string): boolean =>
      (read.get(id) as { readonly status: string } | undefined)?.status === 'sending',
    set: (id: string, status: 'sending' | 'cancelled'): void => void write.run(id, status),
  };
};
