import { createState, type MemoryState, restoreState, snapshotOf } from './memory-state.js';

/** A transaction: a copy of the rows to work on, and what to do once it has committed. */
export interface MemoryTx {
  readonly state: MemoryState;
  readonly afterCommit: (() => void)[];
}

/** The transaction could not commit, because something else was written while it was open. */
export class TransactionConflictError extends Error {
  override readonly name = 'TransactionConflictError';
  readonly code = 'transaction-conflict';

  constructor(attempts: number) {
    super(
      `Expected no other write while a transaction was open; there was one in each of ${attempts} attempts. Nothing was written: try again.`,
    );
  }
}

/**
 * Runs `work` on a copy of the rows and puts that copy in place of them in one step, if nothing else
 * was written meanwhile; otherwise the whole of it is run again. If `work` throws, nothing was
 * written. Rows are shared, so the copy is cheap.
 */
export const transact = async <Result>(
  state: MemoryState,
  attemptsMax: number,
  work: (tx: MemoryTx) => Promise<Result>,
): Promise<Result> => {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const before = state.version;
    const tx: MemoryTx = { state: createState(snapshotOf(state)), afterCommit: [] };
    const result = await work(tx);
    if (state.version !== before) continue;
    if (tx.state.version > 0) restoreState(state, snapshotOf(tx.state));
    for (const run of tx.afterCommit) run();
    return result;
  }
  throw new TransactionConflictError(attemptsMax);
};
