import type { PgClientLike, PgLike, PgPooledLike } from './pg-like.js';
import { PostgresAdapterError, withAdapterErrors } from './postgres-adapter-error.js';

const noteNothing = () => {};

const wasRolledBack = () =>
  new PostgresAdapterError(
    'failed',
    'The database rolled the transaction back instead of committing it: a statement of `within` had ' +
      'failed, and its error was caught. Let it through, or use a savepoint.',
  );

/** Commits, and makes sure of it. */
export const commit = async (client: PgClientLike): Promise<void> => {
  const { command } = await withAdapterErrors(() => client.query('commit'));
  if (command === 'ROLLBACK') throw wasRolledBack();
};

/** Whether the connection is fit to be used again. */
const rollback = async (client: PgClientLike): Promise<boolean> => {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
};

/**
 * Takes a connection out of the pool. One that breaks says so by an event too, which ends the process
 * if nobody listens, so somebody does from the moment in which the pool no longer listens itself. A
 * promise is too late for that: what came in while a process stood still (a connection is free, it is
 * ended) is read in one go.
 */
export const borrow = (pool: PgLike): Promise<PgPooledLike> =>
  new Promise((resolve, reject) => {
    const take = (client: PgPooledLike) => {
      client.on('error', noteNothing);
      resolve(client);
    };
    const promised = pool.connect((error, client) => (client ? take(client) : reject(error)));
    promised?.then(take, reject);
  });

/**
 * Lends a connection of the pool to `work`, which ends what it begins; if it throws, that is rolled
 * back. A connection on which even this fails is closed.
 */
export const withClient = async <Result>(
  pool: PgLike,
  work: (client: PgPooledLike) => Promise<Result>,
): Promise<Result> => {
  const client = await withAdapterErrors(() => borrow(pool));
  let isFit = false;
  try {
    const result = await work(client);
    isFit = true;
    return result;
  } catch (error) {
    isFit = await rollback(client);
    throw error;
  } finally {
    // Released first: from then on the pool listens itself.
    client.release(!isFit);
    client.off('error', noteNothing);
  }
};
