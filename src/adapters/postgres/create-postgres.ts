import type { AbortSignals } from '../../service/abort-signals.js';
import type { CampaignQueue } from '../../service/campaign-queue.js';
import type { CampaignStore, EpochMs } from '../../service/campaign-store.js';
import { type Clock, systemClock } from '../../service/clock.js';
import type { RecipientLedger } from '../../service/recipient-ledger.js';
import { createRowQueue } from '../../service/row-queue.js';
import { createAdvance } from './advance.js';
import { createAudience } from './audience.js';
import { createCheckpoints } from './checkpoints.js';
import { createClaims } from './claims.js';
import { createConnection } from './connection.js';
import { createKnownChunks } from './known-chunks.js';
import { createLeases } from './leases.js';
import { createListener, deaf } from './listener.js';
import { migrate } from './migrate.js';
import type { PgClientLike, PgLike, PgListenerLike } from './pg-like.js';
import { borrow } from './pooled-client.js';
import { PostgresAdapterError } from './postgres-adapter-error.js';
import { dequeueAnswer } from './queue.js';
import { createPlace, type Session } from './session.js';
import { createSignals } from './signals.js';
import { createStore } from './store.js';
import { createTally } from './tally.js';
import { readCompletable } from './waiting.js';

/** Options of {@link createPostgres}. */
export interface PostgresOptions {
  /** A `Pool` of `pg`, or what has the same methods. It stays yours: close it after the adapter. */
  readonly pool: PgLike;
  /** Where the tables are. `campaign_machine` if left out. */
  readonly schema?: string;
  /**
   * Opens the connection to listen on. One of the pool, kept, if left out. `false`: nothing is
   * listened to, and cancels are heard by looking.
   */
  readonly listen?: false | (() => Promise<PgListenerLike>);
  /**
   * Statements are prepared on each connection, under names. `false` for a pooler in transaction mode
   * that does not know of that. `true` if left out.
   */
  readonly prepare?: boolean;
  /**
   * How often due campaigns, and the statuses of campaigns under way, are looked for when nothing was
   * heard. 100 if left out.
   */
  readonly pollIntervalMs?: number;
  /** How long a step waits for a lock before it fails with code `busy`. 5,000 if left out. */
  readonly lockTimeoutMs?: number;
  /**
   * How long the server keeps a transaction open of which it hears nothing, so that a frozen process
   * does not hold its locks. 10,000 if left out.
   */
  readonly transactionTimeoutMs?: number;
  /** The store's clock. The server's if left out; for tests. */
  readonly now?: () => EpochMs;
  /** What the queue sleeps by. {@link systemClock} if left out; for tests. */
  readonly clock?: Clock;
}

/** What {@link createPostgres} gives: all four ports over one schema. */
export interface PostgresAdapter {
  readonly store: CampaignStore<PgClientLike>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<PgClientLike>;
  readonly signals: AbortSignals<PgClientLike>;
  /** Creates and updates the tables. To be called once, before anything else, by every process. */
  migrate(): Promise<void>;
  /** Stops listening. What is called after that fails with code `closed`. The pool stays open. */
  close(): void;
}

const milliseconds = (name: string, value: number): number => {
  if (Number.isInteger(value) && value >= 1 && value <= 2_147_483_647) return value;
  throw new PostgresAdapterError(
    'refused',
    `Expected ${name} as a whole number of milliseconds from 1 on, got ${value}.`,
  );
};

// Plain names only: it is put into statements and is the name of the channel too.
const schemaName = (schema: string): string => {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new PostgresAdapterError(
    'refused',
    `Expected a schema of 1 to 63 small letters, digits and underscores, got ${JSON.stringify(schema)}.`,
  );
};

/**
 * Campaigns in one schema of a PostgreSQL database (tested on 15, and on 18 as PGlite), shared by any
 * number of processes on any number of machines: store, ledger, queue and signals. The queue and the
 * signals take part in the store's transactions, so no effect is left to be carried out after a commit.
 *
 * All times are by the server's clock. Every step is one statement or one short transaction, and none
 * takes a lock that a CANCEL has to wait for.
 *
 * @example
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * const postgres = createPostgres({ pool });
 * await postgres.migrate();
 * const campaigns = createCampaigns(postgres);
 */
export function createPostgres(options: PostgresOptions): PostgresAdapter {
  const { pool, listen, clock = systemClock, now } = options;
  const schema = schemaName(options.schema ?? 'campaign_machine');
  const pollIntervalMs = milliseconds('pollIntervalMs', options.pollIntervalMs ?? 100);
  const connection = createConnection(pool, {
    place: createPlace(schema, options.prepare ?? true),
    lockTimeoutMs: milliseconds('lockTimeoutMs', options.lockTimeoutMs ?? 5000),
    transactionTimeoutMs: milliseconds(
      'transactionTimeoutMs',
      options.transactionTimeoutMs ?? 10_000,
    ),
    now,
  });
  const listener = listen === false ? deaf : createListener(listen ?? (() => borrow(pool)), schema);
  const signals = createSignals(connection, listener, {
    channel: schema,
    intervalMs: pollIntervalMs,
  });

  const known = createKnownChunks();
  const changed = new Set<() => void>();
  const onChange = () => {
    for (const tell of changed) tell();
  };
  const store = createStore(connection, (campaign) => {
    onChange();
    signals.hear(campaign);
  });
  const queue = createRowQueue<PgClientLike>({
    waiting: (limit) => store.waiting(limit),
    dequeue: async (campaignId, tx) => {
      // The row is the job, and this very transaction has moved it.
      if (tx && connection.scopeOf(tx)?.moved.has(campaignId)) return 'removed';
      const ask = (session: Session) => dequeueAnswer(session, campaignId, connection.clock());
      return connection.read(ask, tx);
    },
    listen: (tell) => {
      changed.add(tell);
      const { end } = listener.listen(tell);
      return () => {
        changed.delete(tell);
        end();
      };
    },
    intervalMs: pollIntervalMs,
    clock,
  });
  return {
    store,
    queue,
    signals,
    ledger: {
      ...createLeases(connection, onChange),
      ...createAudience(connection, onChange),
      ...createClaims(connection, known),
      ...createAdvance(connection, known),
      ...createCheckpoints(connection),
      ...createTally(connection),
      completable: (limit) => connection.read((session) => readCompletable(session, limit)),
    },
    migrate: () => migrate(connection, schema),
    close: () => {
      signals.close();
      listener.close();
      connection.close();
    },
  };
}
