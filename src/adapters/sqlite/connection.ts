import type { WriteOptions } from '../../service/campaign-store.js';
import { lockSliceMs, whenFree } from './lock.js';
import { type LogSync, openLog } from './log-sync.js';
import { createSession, type Session } from './session.js';
import { withAdapterErrors } from './sqlite-adapter-error.js';
import type { SqliteLike } from './sqlite-like.js';
import { type Line, openScope, type Scope, transactionOver } from './transaction-scope.js';

/** A step that writes. */
export interface WriteStep<Result> extends WriteOptions<SqliteLike> {
  /** Synchronous, so that nothing else runs on the connection in the middle of it. */
  readonly work: (scope: Scope) => Result;
  /** Whether `within` is to run after a `work` with this result. */
  readonly proceeds?: (result: Result) => boolean;
}

/** A connection with its transactions, one at a time. */
export interface Connection {
  /** Statements that need not see the same moment. */
  read<Result>(work: (session: Session) => Result, tx?: SqliteLike): Promise<Result>;
  /** Statements that see the same moment. */
  snapshot<Result>(work: (session: Session) => Result): Promise<Result>;
  /** All or nothing; durable when the promise resolves, and before anybody can see it. */
  write<Result>(step: WriteStep<Result>): Promise<Result>;
  /**
   * All or nothing; durable when the promise resolves. Others may see it a moment earlier: the disk
   * does its part while the event loop goes on. For the steps of a dispatch, of which there are many.
   */
  stream<Result>(work: WriteStep<Result>['work']): Promise<Result>;
  /** The transaction of ours that a handle belongs to; none if `tx` is the embedder's. */
  scopeOf(tx: SqliteLike): Scope | undefined;
  close(): void;
}

interface Bracket {
  readonly begin: string;
  readonly commit: string;
  readonly rollback: readonly string[];
}

const writing: Bracket = { begin: 'begin immediate', commit: 'commit', rollback: ['rollback'] };
const reading: Bracket = { begin: 'begin', commit: 'commit', rollback: ['rollback'] };
const nested: Bracket = {
  begin: 'savepoint campaign_machine',
  commit: 'release campaign_machine',
  rollback: ['rollback to campaign_machine', 'release campaign_machine'],
};

const undo = ({ session }: Line, { rollback }: Bracket): void => {
  try {
    for (const sql of rollback) session.run(sql);
  } catch {
    // A full disk or an I/O error makes SQLite roll back by itself: nothing is left to undo.
  }
};

/** Ends what was begun: by a commit if `work` returns. */
const bracketed = <Result>(line: Line, bracket: Bracket, work: () => Result): Result => {
  try {
    const result = work();
    line.session.run(bracket.commit);
    return result;
  } catch (error) {
    undo(line, bracket);
    throw error;
  }
};

const perform = async <Result>(
  line: Line,
  bracket: Bracket,
  { work, tx, within, proceeds }: WriteStep<Result>,
  admit: (inner: Line) => void,
): Promise<Result> => {
  const { scope, inner, finish } = openScope(line, tx !== undefined && !line.scope);
  let release = () => {};
  try {
    const result = work(scope);
    if (within && (proceeds?.(result) ?? true)) {
      admit(inner);
      // Before it is called: what it does without its handle has to wait like everybody else.
      line.held = new Promise((resolve) => {
        release = resolve;
      });
      const pending = within(inner.database);
      if (pending) await pending;
    }
    line.session.run(bracket.commit);
    finish(true);
    return result;
  } catch (error) {
    undo(line, bracket);
    finish(false);
    throw error;
  } finally {
    line.held = undefined;
    release();
  }
};

/** What a commit does for the disk: all that is needed, or only what keeps the file consistent. */
type Synchronous = 'full' | 'normal';

const createSwitch = (database: SqliteLike): ((to: Synchronous) => void) => {
  let present: Synchronous | undefined;
  return (to) => {
    if (present === to) return;
    // Not a prepared statement: SQLite carries this pragma out while it prepares it.
    database.exec(`pragma synchronous = ${to}`);
    present = to;
  };
};

const prepareConnection = (
  database: SqliteLike,
  synchronous: (to: Synchronous) => void,
  busyTimeoutMs: number,
): void => {
  // The timeout first: another process may be at it. And full sync is not every driver's default.
  database.exec(`pragma busy_timeout = ${Math.max(busyTimeoutMs, lockSliceMs)}`);
  synchronous('full');
  database.exec(`pragma busy_timeout = ${lockSliceMs}`);
};

/**
 * A connection of the adapter's own. A step waits for the lock, and for steps before it on the same
 * connection, for `busyTimeoutMs` at most.
 */
export const createConnection = (database: SqliteLike, busyTimeoutMs: number): Connection => {
  let closed = false;
  let log: LogSync | undefined;
  const synchronous = createSwitch(database);
  try {
    withAdapterErrors(() => prepareConnection(database, synchronous, busyTimeoutMs));
  } catch (error) {
    database.close();
    throw error;
  }
  const own: Line = { database, session: createSession(database, () => closed) };
  const lines = new WeakMap<SqliteLike, Line>();

  const lineOf = (tx: SqliteLike | undefined): Line => {
    if (!tx) return own;
    const known = lines.get(tx);
    if (known?.isOver) throw transactionOver();
    if (known) return known;
    const line: Line = { database: tx, session: createSession(tx, () => false) };
    lines.set(tx, line);
    return line;
  };

  const run = <Result>(
    line: Line,
    { begin }: Bracket,
    work: () => Result | Promise<Result>,
    sync: Synchronous = 'full',
  ): Promise<Result> =>
    whenFree(
      () => {
        if (line === own) withAdapterErrors(() => synchronous(sync));
        // Not a prepared statement: one that found the lock taken counts as a write under way until it
        // is run again, and no transaction of the connection could commit meanwhile.
        withAdapterErrors(() => line.database.exec(begin));
        return work();
      },
      busyTimeoutMs,
      () => line.held,
    );

  return {
    read: async (work, tx) => {
      const line = lineOf(tx);
      return whenFree(
        () => work(line.session),
        busyTimeoutMs,
        () => line.held,
      );
    },
    snapshot: (work) => run(own, reading, () => bracketed(own, reading, () => work(own.session))),
    write: async (step) => {
      const line = lineOf(step.tx);
      const bracket = step.tx ? nested : writing;
      return run(line, bracket, () =>
        perform(line, bracket, step, (inner) => lines.set(inner.database, inner)),
      );
    },
    stream: async (work) => {
      log ??= await whenFree(() => openLog(own.session), busyTimeoutMs);
      const step = () => perform(own, writing, { work }, () => {});
      const result = await run(own, writing, step, log ? 'normal' : 'full');
      await log?.synced();
      return result;
    },
    scopeOf: (tx) => lines.get(tx)?.scope,
    close: () => {
      if (closed) return;
      closed = true;
      log?.close();
      database.close();
    },
  };
};
