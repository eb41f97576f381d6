import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createBullmq } from '../../../src/adapters/bullmq/index.js';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { freshSchema } from '../postgres/postgres-system.js';

/** The adapter on a server of Redis, as one process has it. */
export const bullmqOn = (url: string, prefix: string) =>
  createBullmq({ Queue, Worker, connect: (settings) => new Redis(url, settings), prefix });

/** Removes what a test has left under its prefix. */
export const removeKeys = async (url: string, prefix: string): Promise<void> => {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*` })) {
    if (keys.length > 0) await redis.del(keys);
  }
  redis.disconnect();
};

/** Queue and signals of Redis under a prefix of their own; what is stored is in memory. */
export const bullmqSystem = (url: string) => {
  const prefix = freshSchema();
  const { store, ledger } = createMemory();
  const bullmq = bullmqOn(url, prefix);
  return {
    store,
    ledger,
    queue: bullmq.queue,
    signals: bullmq.signals,
    prefix,
    advance: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    dispose: async () => {
      bullmq.close();
      await removeKeys(url, prefix);
    },
  };
};
