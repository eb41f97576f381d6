/**
 * A queue on BullMQ, and signals through its Redis.
 *
 * @packageDocumentation
 */

export type {
  BullmqJobLike,
  BullmqProcessor,
  BullmqQueueLike,
  BullmqWorkerLike,
  CampaignJobData,
  RedisLike,
  RedisSettings,
} from './bullmq-like.js';
export { type BullmqAdapter, type BullmqOptions, createBullmq } from './create-bullmq.js';
export { RedisUnavailableError } from './redis-link.js';
