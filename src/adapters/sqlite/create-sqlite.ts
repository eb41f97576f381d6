import type { AbortSignals } from '../../service/abort-signals.js';
import type { CampaignQueue } from '../../service/campaign-queue.js';
import type { CampaignStore, EpochMs } from '../../service/campaign-store.js';
import { type Clock, systemClock } from '../../service/clock.js';
import type { RecipientLedger } from '../../service/recipient-ledger.js';
import { createRowQueue } from '../../service/row-queue.js';
import { createAdvance } from './advance.js';
import { createAudience } from './audience.js';
import { createChangeWatch } from './change-watch.js';
import { createCheckpoints } from './checkpoints.js';
import { createClaims } from './claims.js';
import { createConnection } from './connection.js';
import { createLeases } from './leases.js';
import { migrate } from './migrate.js';
import { openSqlite } from './open-sqlite.js';
import { dequeueAnswer } from './queue.js';
import { createSession } from './session.js';
import { createSignals } from './signals.js';
import { SqliteAdapterError } from './sqlite-adapter-error.js';
import type { SqliteLike } from './sqlite-like.js';
import { createStore } from './store.js';
import { createTally } from './tally.js';
import { readCompletable } from './waiting.js';

/** Where the file is, or how to open it. */
export type SqliteSource =
  /** A file on a local disk; its directory exists. */
  | { readonly path: string; readonly open?: never }
  /** Gives a new connection to the same file at every call: for a driver of your own choice. */
  | { readonly open: () => SqliteLike; readonly path?: never };

/** Options of {@link createSqlite}. */
export type SqliteOptions = SqliteSource & {
  /** How long a step waits for the lock before it fails with code `busy`. 5,000 if left out. */
  readonly busyTimeoutMs?: number;
  /** How often other processes' commits are looked for while somebody listens. 5 if left out. */
  readonly watchIntervalMs?: number;
  /** How often due campaigns are looked for when nothing has changed. 100 if left out. */
  readonly pollIntervalMs?: number;
  /** The store's clock. That of `clock` if left out. */
  readonly now?: () => EpochMs;
  /** What the queue sleeps by. {@link systemClock} if left out; for tests. */
  readonly clock?: Clock;
};

/** What {@link createSqlite} gives: all four ports over one file. */
export interface SqliteAdapter {
  readonly store: CampaignStore<SqliteLike>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<SqliteLike>;
  readonly signals: AbortSignals<SqliteLike>;
  /** Creates and updates the tables. To be called once, before anything else, by every process. */
  migrate(): Promise<void>;
  /** Closes the connections. What is called after that fails with code `closed`. */
  close(): void;
}

const opener = ({ path, open }: SqliteSource): (() => SqliteLike) => {
  if (open) return open;
  if (path !== '' && path !== ':memory:') return () => openSqlite(path);
  throw new SqliteAdapterError(
    'refused',
    `Expected the path of a file, got ${JSON.stringify(path)}: several connections have to see the ` +
      'same database. For one that is gone afterwards, use campaign-machine/memory.',
  );
};

/**
 * Campaigns in one SQLite file, shared by any number of processes of one machine: store, ledger,
 * queue and signals. The queue and the signals take part in the store's transactions, so no effect is
 * left to be carried out after a commit.
 *
 * Every step is on the disk when its promise resolves (WAL, full sync). The drivers are synchronous: a
 * command blocks the event loop for as long as it takes, which is mostly one fsync. The steps of a
 * dispatch, of which there are many, leave the fsync to another thread.
 *
 * It does not promise anything on a network file system.
 *
 * @example
 * const sqlite = createSqlite({ path: 'campaigns.db' });
 * await sqlite.migrate();
 * const campaigns = createCampaigns(sqlite);
 */
export function createSqlite(options: SqliteOptions): SqliteAdapter {
  const { busyTimeoutMs = 5000, watchIntervalMs = 5, pollIntervalMs = 100 } = options;
  const { clock = systemClock, now = () => Math.floor(clock.wallMs()) } = options;
  const open = opener(options);
  const connection = createConnection(open(), busyTimeoutMs);
  const watch = createChangeWatch(() => {
    const database = open();
    return { session: createSession(database, () => false), close: () => database.close() };
  }, watchIntervalMs);

  const changed = new Set<() => void>();
  const onChange = () => {
    for (const listener of changed) listener();
  };
  const store = createStore(connection, now, onChange);
  const queue = createRowQueue<SqliteLike>({
    waiting: (limit) => store.waiting(limit),
    dequeue: (campaignId, tx) =>
      connection.read((session) => dequeueAnswer(session, campaignId, now()), tx),
    listen: (listener) => {
      changed.add(listener);
      const unwatch = watch.listen(listener);
      return () => {
        changed.delete(listener);
        unwatch();
      };
    },
    intervalMs: pollIntervalMs,
    clock,
  });
  return {
    store,
    queue,
    signals: createSignals(connection, watch),
    ledger: {
      ...createLeases(connection, now, onChange),
      ...createAudience(connection, now, onChange),
      ...createClaims(connection, now),
      ...createAdvance(connection, now),
      ...createCheckpoints(connection, now),
      ...createTally(connection, now),
      completable: (limit) => connection.read((session) => readCompletable(session, limit)),
    },
    migrate: () => migrate(connection, now),
    close: () => {
      watch.close();
      connection.close();
    },
  };
}
