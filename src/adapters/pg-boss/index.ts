/**
 * A queue on pg-boss, in the transaction of PostgreSQL that stores the status.
 *
 * @packageDocumentation
 */

export { createPgBoss, type PgBossAdapter, type PgBossOptions } from './create-pg-boss.js';
export type {
  PgBossDatabaseLike,
  PgBossJobLike,
  PgBossLike,
  PgTransactionLike,
} from './pg-boss-like.js';
export { pgBossSettings } from './pg-boss-settings.js';
