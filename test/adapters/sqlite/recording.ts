import type { SqliteLike } from '../../../src/adapters/sqlite/index.js';

/** What went through a connection. */
export interface Recording {
  /** Every statement that was run, in order. */
  readonly run: string[];
  /** How many rows statements and their triggers have written. */
  written(): number;
}

/** A connection that notes what is run on it. */
export const recorded = (database: SqliteLike): SqliteLike & { readonly recording: Recording } => {
  const run: string[] = [];
  return {
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      const noting =
        <Values extends unknown[], Result>(method: (...values: Values) => Result) =>
        (...values: Values): Result => {
          run.push(sql);
          return method(...values);
        };
      return {
        run: noting((...values: Parameters<typeof statement.run>) => statement.run(...values)),
        get: noting((...values: Parameters<typeof statement.get>) => statement.get(...values)),
        all: noting((...values: Parameters<typeof statement.all>) => statement.all(...values)),
      };
    },
    recording: {
      run,
      written: () =>
        (database.prepare('select total_changes() as changes').get() as { changes: number })
          .changes,
    },
  };
};
