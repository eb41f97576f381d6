import type { PgClientLike, PgLike, PgPooledLike, PgResultLike } from './pg-like.js';

/** The part of a `PGlite` that is used here. */
export interface PgliteLike {
  query(text: string, values?: unknown[]): Promise<PgResultLike>;
  exec(text: string): Promise<PgResultLike[]>;
  onNotification(listener: (channel: string, payload: string) => void): () => void;
}

/** A pool of the one connection that a PGlite has. */
export interface PglitePool extends PgLike {
  /** Resolves when nobody else has it. */
  connect(): Promise<PgPooledLike>;
}

const nothing: PgResultLike = { rows: [] };

const checked = (result: PgResultLike): PgResultLike => {
  // Without it a transaction that was rolled back would be taken for committed.
  if (result.command !== undefined) return result;
  throw new TypeError(
    'Expected PGlite to say what a statement did, as it does from 0.5 on; got a result without `command`.',
  );
};

/**
 * PGlite (PostgreSQL inside this process, 0.5 or later) as a pool of one connection, for tests of what
 * you build on {@link createPostgres}, with no server to install.
 *
 * It has one session. Whoever has borrowed it keeps the others waiting, so who asks for a second
 * connection in the middle of a transaction waits for ever; one that listens is in nobody's way. What
 * several connections do to each other shows on a server only. Not for data that you want to keep: two
 * processes on one folder lose it without an error.
 *
 * @param database - stays yours: close it after the adapter
 * @example
 * const database = await PGlite.create();
 * const postgres = createPostgres({ pool: pglitePool(database) });
 */
export function pglitePool(database: PgliteLike): PglitePool {
  let last: Promise<void> = Promise.resolve();

  const turn = async (): Promise<() => void> => {
    const before = last;
    let giveBack = () => {};
    last = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    return giveBack;
  };

  const query: PgClientLike['query'] = async (statement, values) => {
    if (typeof statement !== 'string') {
      return checked(await database.query(statement.text, statement.values));
    }
    if (values) return checked(await database.query(statement, values));
    // A text without values may hold several statements; what is asked for is what the last one gives.
    return checked((await database.exec(statement)).at(-1) ?? nothing);
  };

  const queryInTurn: PgClientLike['query'] = async (statement, values) => {
    const giveBack = await turn();
    try {
      return await query(statement, values);
    } finally {
      giveBack();
    }
  };

  const connect = async (): Promise<PgPooledLike> => {
    let giveBack: (() => void) | undefined = await turn();
    const ends: (() => void)[] = [];
    const letOthers = () => {
      giveBack?.();
      giveBack = undefined;
    };
    return {
      query: async (statement, values) => {
        if (!giveBack) return queryInTurn(statement, values);
        const result = await query(statement, values);
        // A connection that listens is kept for as long as somebody wants to hear.
        if (result.command === 'LISTEN') letOthers();
        return result;
      },
      on: (event, listener) => {
        if (event !== 'notification') return;
        ends.push(database.onNotification((channel, payload) => listener({ channel, payload })));
      },
      off: () => {},
      release: () => {
        for (const end of ends) end();
        letOthers();
      },
    };
  };

  return { query: queryInTurn, connect };
}
