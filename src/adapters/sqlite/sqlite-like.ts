/** What this adapter binds to a statement. */
export type SqliteValue = string | number | null;

/** A prepared statement, as `node:sqlite`, `libsql` and `better-sqlite3` have it. */
export interface SqliteStatementLike {
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/**
 * An open connection to an SQLite database: the part of `node:sqlite`'s `DatabaseSync`, of `libsql`'s
 * and of `better-sqlite3`'s `Database` that is used here. All of them are synchronous.
 */
export interface SqliteLike {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatementLike;
  close(): unknown;
}
