/**
 * Every port on PostgreSQL, for several machines.
 *
 * @packageDocumentation
 */

export { createPostgres, type PostgresAdapter, type PostgresOptions } from './create-postgres.js';
export type {
  PgClientLike,
  PgLike,
  PgListenerLike,
  PgPooledLike,
  PgPreparedLike,
  PgResultLike,
} from './pg-like.js';
export { type PgliteLike, type PglitePool, pglitePool } from './pglite-pool.js';
export { PostgresAdapterError, type PostgresAdapterErrorCode } from './postgres-adapter-error.js';
