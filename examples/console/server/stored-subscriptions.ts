import type { SqliteLike } from 'campaign-machine/sqlite';
import type { PushSubscription } from '../api.js';
import { inTransaction } from './console-file.js';

/** A subscription as it is sent to: its number in the file it came from names it. */
export interface StoredSubscription extends PushSubscription {
  readonly id: string;
}

interface Row {
  readonly position: number;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** So many are in memory at once. */
const pageSize = 500;

/** The subscriptions that were uploaded, by audience. */
export const createStoredSubscriptions = (file: SqliteLike) => {
  const remove = file.prepare('delete from subscription where audience = ?');
  const insert = file.prepare('insert into subscription values (?, ?, ?, ?, ?)');
  const page = file.prepare(
    'select position, endpoint, p256dh, auth from subscription where audience = ? and position > ? order by position limit ?',
  );

  return {
    /** Stores an audience, in place of one that is there; durable when this returns. */
    store(audience: string, subscriptions: readonly PushSubscription[]): void {
      inTransaction(file, () => {
        remove.run(audience);
        for (const [position, { endpoint, keys }] of subscriptions.entries()) {
          insert.run(audience, position + 1, endpoint, keys.p256dh, keys.auth);
        }
      });
    },

    *read(audience: string): Generator<StoredSubscription> {
      for (let after = 0; ; ) {
        const rows = page.all(audience, after, pageSize) as Row[];
        for (const { position, endpoint, p256dh, auth } of rows) {
          yield { id: String(position), endpoint, keys: { p256dh, auth } };
        }
        const last = rows.at(-1);
        if (!last) return;
        after = last.position;
      }
    },
  };
};

export type StoredSubscriptions = ReturnType<typeof createStoredSubscriptions>;
