import type { Session } from './session.js';
import { SqliteAdapterError, withAdapterErrors } from './sqlite-adapter-error.js';
import type { SqliteLike } from './sqlite-like.js';

/** One open transaction. */
export interface Scope {
  readonly session: Session;
  /** Runs several statements that give nothing back. */
  readonly script: (sql: string) => void;
  /** Runs `task` once it has committed. Never runs it if the transaction is the embedder's own. */
  afterCommit(task: () => void): void;
}

/** A connection on which steps of the adapter run, one after the other. */
export interface Line {
  readonly session: Session;
  readonly database: SqliteLike;
  /** The transaction of ours that is open on it for as long as this line is used. */
  readonly scope?: Scope;
  /** Set while a step waits for its `within`: nothing else may run on the connection until then. */
  held?: Promise<void> | undefined;
  /** The transaction that it was a line in has ended. */
  isOver?: boolean;
}

interface OpenScope {
  readonly scope: Scope;
  /** What `within` is given: a line inside this transaction, usable until `finish`. */
  readonly inner: Line;
  finish(committed: boolean): void;
}

/** Thrown at whoever uses a handle after its transaction. */
export const transactionOver = () =>
  new SqliteAdapterError('transaction-over', 'This transaction has ended.');

/** A transaction that has just begun on `line`. `isGuest`: the embedder is the one who commits. */
export const openScope = (line: Line, isGuest: boolean): OpenScope => {
  const tasks: (() => void)[] = [];
  const whileOpen = <Result>(work: () => Result): Result => {
    if (inner.isOver) throw transactionOver();
    return work();
  };
  const scope: Scope = {
    session: line.session,
    script: (sql) => void withAdapterErrors(() => line.database.exec(sql)),
    afterCommit: (task) => void tasks.push(task),
  };
  const database: SqliteLike = {
    exec: (sql) => whileOpen(() => line.database.exec(sql)),
    prepare: (sql) => whileOpen(() => line.database.prepare(sql)),
    close: () => {
      throw new SqliteAdapterError(
        'refused',
        'A connection is not closed from within its transaction.',
      );
    },
  };
  const finish = (committed: boolean) => {
    inner.isOver = true;
    if (!committed || isGuest) return;
    for (const task of tasks) line.scope ? line.scope.afterCommit(task) : task();
  };
  const inner: Line = { session: line.session, database, scope };
  return { scope, inner, finish };
};
