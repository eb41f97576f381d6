/**
 * Every port in a file of SQLite, for one machine and several processes.
 *
 * @packageDocumentation
 */

export {
  createSqlite,
  type SqliteAdapter,
  type SqliteOptions,
  type SqliteSource,
} from './create-sqlite.js';
export { openSqlite } from './open-sqlite.js';
export { SqliteAdapterError, type SqliteAdapterErrorCode } from './sqlite-adapter-error.js';
export type { SqliteLike, SqliteStatementLike, SqliteValue } from './sqlite-like.js';
