import type pg from 'pg';
import type { PgClientLike, PgLike, PgPooledLike } from '../../../src/adapters/postgres/index.js';

/** A statement that is held back before it is sent. */
export interface Held {
  /** Resolves when it has come. Its transaction is open then, with all the locks it has. */
  readonly reached: Promise<void>;
  release(): void;
}

interface Hold {
  readonly pattern: RegExp;
  readonly reach: () => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

const promised = () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/** A pool on which every statement is noted, and may be held back or made to fail. */
export const watchedPool = (pool: pg.Pool) => {
  const run: string[] = [];
  const bound = new Map<string, readonly unknown[]>();
  const holds = new Set<Hold>();
  const every: Hold[] = [];
  const failures: { readonly pattern: RegExp; readonly error: Error; readonly after: boolean }[] =
    [];

  const send: (client: PgClientLike) => PgClientLike['query'] =
    (client) => async (statement, values) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      run.push(text);
      bound.set(text, (typeof statement === 'string' ? values : statement.values) ?? []);
      const hold = [...holds].find(({ pattern }) => pattern.test(text));
      if (hold) {
        holds.delete(hold);
        hold.reach();
        await hold.released;
      }
      const index = failures.findIndex(({ pattern }) => pattern.test(text));
      const [failure] = index < 0 ? [] : failures.splice(index, 1);
      if (failure && !failure.after) throw failure.error;
      const result = await client.query(statement, values);
      if (failure) throw failure.error;
      return result;
    };

  const watched: PgLike = {
    query: send(pool),
    connect: async (): Promise<PgPooledLike> => {
      const client = await pool.connect();
      return {
        query: send(client),
        on: (event, listener) => client.on(event as 'error', listener),
        off: (event, listener) => client.off(event as 'error', listener),
        release: (error) => client.release(error),
      };
    },
  };
  return {
    pool: watched,
    /** Every statement so far, in order. */
    run,
    /** What was bound to each statement, the last time. */
    bound,
    /** Holds the next statement like this. */
    hold: (pattern: RegExp): Held => {
      const [reached, released] = [promised(), promised()];
      const { promise, resolve } = released;
      const hold = { pattern, reach: reached.resolve, released: promise, release: resolve };
      holds.add(hold);
      every.push(hold);
      return { reached: reached.promise, release: resolve };
    },
    /** Lets everything go that is still held, so that a test that failed can end. */
    releaseAll: () => {
      holds.clear();
      for (const { release } of every) release();
    },
    /** The next statement like this fails: before it is sent, or when its answer has come. */
    fail: (pattern: RegExp, error: Error, when: 'before' | 'after' = 'before') => {
      failures.push({ pattern, error, after: when === 'after' });
    },
  };
};

/** What the driver throws for this state. */
export const stateError = (code: string): Error =>
  Object.assign(new Error(`injected ${code}`), { code, severity: 'ERROR' });
