import { openSqlite } from 'campaign-machine/sqlite';
import type { CancelSubject } from './subject.js';

/** What one would write by hand: the guarded UPDATE and its audit line in one transaction. */
export const openHandWritten = (path: string): CancelSubject => {
  const database = openSqlite(path);
  database.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
    create table hand_campaign (
      id text primary key, status text not null, changed_at integer not null,
      cancelled_by text, cancel_reason text
    );
    create table hand_audit (
      number integer primary key, id text not null, at integer not null, event text not null,
      by text, reason text
    );
    create index hand_audit_id on hand_audit (id);
  `);
  const insert = database.prepare(
    "insert into hand_campaign (id, status, changed_at) values (?, 'ready', ?)",
  );
  const update = database.prepare(
    `update hand_campaign set status = 'cancelled', changed_at = ?, cancelled_by = ?, cancel_reason = ?
     where id = ? and status in ('ready', 'sending')`,
  );
  const audit = database.prepare(
    "insert into hand_audit (id, at, event, by, reason) values (?, ?, 'CANCEL', ?, ?)",
  );
  return {
    prepare: async (ids) => {
      database.exec('begin immediate');
      for (const id of ids) insert.run(id, Date.now());
      database.exec('commit');
    },
    cancel: async (id, by, reason) => {
      const now = Date.now();
      database.exec('begin immediate');
      const { changes } = update.run(now, by, reason, id);
      if (Number(changes) === 1) audit.run(id, now, by, reason);
      database.exec('commit');
      if (Number(changes) !== 1) throw new Error(`${id} was not cancelled`);
    },
    close: () => void database.close(),
  };
};
