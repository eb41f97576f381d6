import type { EpochMs } from '../../service/campaign-store.js';
import type { PgClientLike } from './pg-like.js';
import { PostgresAdapterError } from './postgres-adapter-error.js';
import type { Session } from './session.js';

/** One open transaction. */
export interface Scope {
  readonly session: Session;
  /** The store's time when it began. */
  readonly now: EpochMs;
  /** Campaigns whose status this transaction has moved: the database tells of them at the commit. */
  readonly moved: Set<string>;
  /** Runs `task` once it has committed. Never runs it if the transaction is the embedder's own. */
  afterCommit(task: () => void): void;
}

/** A connection on which steps of the adapter run inside a transaction, one after the other. */
export interface Line {
  readonly client: PgClientLike;
  readonly session: Session;
  /** The transaction of ours that is open on it for as long as this line is used. */
  readonly scope?: Scope;
  /** The last step on it: savepoints of two steps must not mix. */
  tail: Promise<unknown>;
  /** The transaction that it was a line in has ended. */
  isOver: boolean;
}

interface OpenScope {
  readonly scope: Scope;
  /** What `within` is given: a line inside this transaction, usable until `finish`. */
  readonly inner: Line;
  finish(committed: boolean): void;
}

/** Thrown at whoever uses a handle after its transaction. */
export const transactionOver = () =>
  new PostgresAdapterError('transaction-over', 'This transaction has ended.');

const stillHeld = () =>
  new PostgresAdapterError(
    'busy',
    'Another command has this transaction and waits for its `within`. What runs there has to pass the ' +
      'handle that it was given to every call, and to be short.',
  );

/**
 * Runs `work` when every step before it on the line has ended.
 *
 * @throws {@link PostgresAdapterError} with code `busy` after `timeoutMs`
 */
export const inTurn = async <Result>(
  line: Line,
  work: () => Promise<Result>,
  timeoutMs: number,
): Promise<Result> => {
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(stillHeld());
    }, timeoutMs);
  });
  const turn = line.tail.then(() => {
    clearTimeout(timer);
    if (isLate) throw stillHeld();
    return work();
  });
  line.tail = turn.catch(() => {});
  return Promise.race([turn, late]);
};

/** A transaction that has just begun. `outer`: the line of the one around it; none if it is ours. */
export const openScope = (
  client: PgClientLike,
  session: Session,
  now: EpochMs,
  outer: Line | undefined,
): OpenScope => {
  const tasks: (() => void)[] = [];
  const scope: Scope = {
    session,
    now,
    moved: new Set(),
    afterCommit: (task) => void tasks.push(task),
  };
  const inner: Line = {
    client: {
      query: async (statement, values) => {
        if (inner.isOver) throw transactionOver();
        return client.query(statement, values);
      },
    },
    session,
    scope,
    tail: Promise.resolve(),
    isOver: false,
  };
  const finish = (committed: boolean) => {
    inner.isOver = true;
    if (!committed) return;
    for (const id of scope.moved) outer?.scope?.moved.add(id);
    for (const task of tasks) {
      if (!outer) task();
      else outer.scope?.afterCommit(task);
    }
  };
  return { scope, inner, finish };
};
