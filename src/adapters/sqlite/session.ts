import { fromText, toText } from '../../sql/text.js';
import { adapterClosed, withAdapterErrors } from './sqlite-adapter-error.js';
import type { SqliteLike, SqliteStatementLike, SqliteValue } from './sqlite-like.js';

/** Statements on one connection: prepared once, any string safe to bind and to read. */
export interface Session {
  /** How many rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number;
  /** `Row` is what the statement selects: whoever writes the SQL names it. */
  get<Row>(sql: string, ...values: SqliteValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SqliteValue[]): Row[];
}

const bound = (values: SqliteValue[]): SqliteValue[] =>
  values.map((value) => (typeof value === 'string' ? toText(value) : value));

const restored = (row: unknown): unknown => {
  const columns = row as Record<string, unknown>;
  for (const name in columns) {
    const value = columns[name];
    if (typeof value === 'string') columns[name] = fromText(value);
    // What a connection gives that was told to: all our numbers are safe.
    if (typeof value === 'bigint') columns[name] = Number(value);
  }
  return row;
};

/** A session on an open connection. `isClosed` because `libsql` runs statements after a close. */
export const createSession = (connection: SqliteLike, isClosed: () => boolean): Session => {
  const statements = new Map<string, SqliteStatementLike>();

  const using = <Result>(sql: string, work: (statement: SqliteStatementLike) => Result): Result => {
    if (isClosed()) throw adapterClosed();
    return withAdapterErrors(() => {
      const statement = statements.get(sql) ?? connection.prepare(sql);
      statements.set(sql, statement);
      return work(statement);
    });
  };

  return {
    run: (sql, ...values) =>
      using(sql, (statement) => Number(statement.run(...bound(values)).changes)),
    get: <Row>(sql: string, ...values: SqliteValue[]) =>
      using(sql, (statement) => {
        const row = statement.get(...bound(values));
        return row ? (restored(row) as Row) : undefined;
      }),
    all: <Row>(sql: string, ...values: SqliteValue[]) =>
      using(sql, (statement) => statement.all(...bound(values)).map(restored) as Row[]),
  };
};
