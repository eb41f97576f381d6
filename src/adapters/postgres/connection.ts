import type { EpochMs, WriteOptions } from '../../service/campaign-store.js';
import type { PgClientLike, PgLike, PgPooledLike } from './pg-like.js';
import { commit, withClient } from './pooled-client.js';
import {
  adapterClosed,
  goesTheLongWay,
  isConflict,
  isSameCommand,
} from './postgres-adapter-error.js';
import { createSession, type Placed, type Session } from './session.js';
import { storeTime } from './store-time.js';
import { inTurn, type Line, openScope, type Scope, transactionOver } from './transaction-scope.js';
import { untilFree } from './until-free.js';

/** A step that writes. Run again as a whole where another transaction got in its way. */
export interface WriteStep<Result> extends WriteOptions<PgClientLike> {
  readonly work: (scope: Scope) => Promise<Result>;
  /** Whether `within` is to run after a `work` with this result. */
  readonly proceeds?: (result: Result) => boolean;
}

/** The pool, with its transactions. */
export interface Connection {
  /** Single statements, each by itself; inside `tx` if that is given. */
  read<Result>(work: (session: Session) => Promise<Result>, tx?: PgClientLike): Promise<Result>;
  /**
   * A statement that writes and commits by itself. Nothing where `write` may still do it, whose
   * transactions say how they are to be run: it met another one, or the same command, or transactions
   * are read-only unless they say otherwise.
   */
  atOnce<Result>(work: (session: Session) => Promise<Result>): Promise<Result | undefined>;
  /** Statements that see the same moment. */
  snapshot<Result>(work: (scope: Scope) => Promise<Result>): Promise<Result>;
  /** All or nothing; durable when the promise resolves. */
  write<Result>(step: WriteStep<Result>): Promise<Result>;
  /** How long a statement waits for a lock. */
  readonly lockTimeoutMs: number;
  /** What `storeTime` is bound to: `null` where it is the server's own clock. */
  clock(): EpochMs | null;
  /** The transaction of ours that a handle belongs to; none if `tx` is the embedder's. */
  scopeOf(tx: PgClientLike): Scope | undefined;
  close(): void;
}

/** How a connection is used. */
export interface ConnectionOptions {
  readonly place: (sql: string) => Placed;
  readonly lockTimeoutMs: number;
  readonly transactionTimeoutMs: number;
  /** The store's clock, if it is not the server's. */
  readonly now?: (() => EpochMs) | undefined;
}

const noteNothing = () => {};

const isInTheWay = (error: unknown): boolean => isConflict(error) || isSameCommand(error);

const runStep = async <Result>(
  { work, within, proceeds }: WriteStep<Result>,
  scope: Scope,
  inner: Line,
): Promise<Result> => {
  const result = await work(scope);
  if (within && (proceeds?.(result) ?? true)) {
    await within(inner.client);
    // What was started in there and not waited for still belongs to it.
    await inner.tail;
  }
  return result;
};

/** A pool of the embedder's as the adapter uses it. */
export const createConnection = (pool: PgLike, options: ConnectionOptions): Connection => {
  const { place, now } = options;
  let closed = false;
  const own = createSession(pool, place, () => closed);
  const lines = new WeakMap<PgClientLike, Line>();

  const lineOf = (tx: PgClientLike): Line => {
    const known = lines.get(tx);
    if (known?.isOver) throw transactionOver();
    if (known) return known;
    const session = createSession(tx, place);
    const line: Line = { client: tx, session, tail: Promise.resolve(), isOver: false };
    lines.set(tx, line);
    return line;
  };

  // The server's time comes with the opening of a transaction: one way to it for both.
  const time = `${now ? 'null' : storeTime('null')} as now`;
  // A frozen process must not keep its locks from the others: the server ends its transaction.
  const limits = `set_config('lock_timeout', '${options.lockTimeoutMs}', true),
    set_config('idle_in_transaction_session_timeout', '${options.transactionTimeoutMs}', true)`;
  const writing = `begin isolation level read committed read write; select ${time}, ${limits}`;
  const reading = `begin isolation level repeatable read read only; select ${time}, ${limits}`;
  const nesting = `savepoint campaign_machine; select ${time}`;
  const open = async (session: Session, opening: string): Promise<EpochMs> => {
    const [row] = await session.script<{ now: number }>(opening);
    return now?.() ?? row?.now ?? 0;
  };

  const lend = <Result>(work: (client: PgPooledLike) => Promise<Result>): Promise<Result> => {
    if (closed) throw adapterClosed();
    return withClient(pool, work);
  };

  const writeOwn = async <Result>(step: WriteStep<Result>): Promise<Result> =>
    lend(async (client) => {
      const session = createSession(client, place);
      const at = await open(session, writing);
      const { scope, inner, finish } = openScope(client, session, at, undefined);
      lines.set(inner.client, inner);
      let isCommitted = false;
      try {
        const result = await runStep(step, scope, inner);
        await commit(client);
        isCommitted = true;
        return result;
      } finally {
        finish(isCommitted);
      }
    });

  const writeNested = async <Result>(line: Line, step: WriteStep<Result>): Promise<Result> => {
    const { client, session } = line;
    if (line.isOver) throw transactionOver();
    const at = await open(session, nesting);
    const { scope, inner, finish } = openScope(client, session, at, line);
    lines.set(inner.client, inner);
    try {
      const result = await runStep(step, scope, inner);
      await session.script('release savepoint campaign_machine');
      finish(true);
      return result;
    } catch (error) {
      finish(false);
      // A connection that was lost has no savepoint to go back to: the first error is the one that tells.
      await client
        .query('rollback to savepoint campaign_machine; release savepoint campaign_machine')
        .catch(noteNothing);
      throw error;
    }
  };

  return {
    read: async (work, tx) => {
      if (!tx) return untilFree(() => work(own), isConflict);
      const line = lineOf(tx);
      return inTurn(line, () => work(line.session), options.lockTimeoutMs);
    },
    atOnce: async (work) => {
      try {
        return await work(own);
      } catch (error) {
        if (goesTheLongWay(error)) return undefined;
        throw error;
      }
    },
    snapshot: async (work) =>
      lend(async (client) => {
        const session = createSession(client, place);
        const { scope } = openScope(client, session, await open(session, reading), undefined);
        const result = await work(scope);
        await commit(client);
        return result;
      }),
    write: async (step) => {
      const { tx } = step;
      if (!tx) return untilFree(() => writeOwn(step), isInTheWay);
      const line = lineOf(tx);
      // A conflict has spoilt the embedder's transaction as a whole: it is theirs to run again.
      const nested = () => untilFree(() => writeNested(line, step), isSameCommand);
      return inTurn(line, nested, options.lockTimeoutMs);
    },
    lockTimeoutMs: options.lockTimeoutMs,
    clock: () => now?.() ?? null,
    scopeOf: (tx) => lines.get(tx)?.scope,
    close: () => {
      closed = true;
    },
  };
};
