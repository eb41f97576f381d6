import type { AbortSignals } from '../../service/abort-signals.js';
import type { CampaignQueue } from '../../service/campaign-queue.js';
import type {
  BullmqProcessor,
  BullmqQueueLike,
  BullmqWorkerLike,
  RedisLike,
  RedisSettings,
} from './bullmq-like.js';
import { createProducer } from './queue.js';
import { createLink, openPatient } from './redis-link.js';
import { createSignals } from './signals.js';
import { createConsumer, workerSettings } from './worker.js';

interface Placed {
  /** What `connect` has opened: an `ioredis` client in full. */
  readonly connection: unknown;
  readonly prefix: string;
}

/** Options of {@link createBullmq}. */
export interface BullmqOptions {
  /** BullMQ's `Queue`. */
  readonly Queue: new (
    name: string,
    options: Placed,
  ) => BullmqQueueLike;
  /** BullMQ's `Worker`. */
  readonly Worker: new (
    name: string,
    process: BullmqProcessor,
    options: Placed & typeof workerSettings & { readonly concurrency: number },
  ) => BullmqWorkerLike;
  /** Opens a connection with these settings; the address and the rest are yours. */
  readonly connect: (settings: RedisSettings) => RedisLike;
  /** What all keys and the channel begin with. `campaign-machine` if left out. */
  readonly prefix?: string;
  /** BullMQ's queue. `campaigns` if left out. */
  readonly queueName?: string;
  /** How long a command may take before it fails, to be tried again. 2,000 if left out. */
  readonly timeoutMs?: number;
  /**
   * Told of every failure of Redis. Nothing depends on it: what fails is tried again, and a cancel
   * does not need Redis.
   */
  readonly onError?: (error: Error) => void;
}

/** What {@link createBullmq} gives: the two ports that Redis can have. */
export interface BullmqAdapter {
  readonly queue: CampaignQueue;
  readonly signals: AbortSignals;
  /** Closes its connections. To be called after the last worker has ended. */
  close(): void;
}

/** Makes it when it is first needed. */
const once = <Value>(make: () => Value) => {
  let made: { readonly value: Value } | undefined;
  const get = () => {
    made ??= { value: make() };
    return made.value;
  };
  return Object.assign(get, { made: () => made?.value });
};

/**
 * Jobs of BullMQ (6 or later) and abort signals over Redis, beside a store that keeps the campaigns.
 * Status and effects are committed there; the relay brings them here at least once, under one job id a
 * campaign, so Redis may be down, slow or empty at any moment: a cancel is decided without it, and what
 * waits for a worker is put back by the sweep.
 *
 * @example
 * const bullmq = createBullmq({
 *   Queue,
 *   Worker,
 *   connect: (settings) => new Redis(process.env.REDIS_URL, settings),
 * });
 * const signals = combineSignals(postgres.signals, bullmq.signals);
 * const campaigns = createCampaigns({ ...postgres, queue: bullmq.queue, signals });
 */
export function createBullmq(options: BullmqOptions): BullmqAdapter {
  const { Queue, Worker, connect } = options;
  const { prefix = 'campaign-machine', queueName = 'campaigns', timeoutMs = 2000 } = options;
  const onError = options.onError ?? (() => {});
  const settings = { timeoutMs, onError };

  const link = once(() => createLink(connect, settings));
  const producer = once(() => {
    const { connection, ask } = link();
    const made = new Queue(queueName, { connection, prefix });
    made.on('error', onError);
    return { queue: made, ask };
  });
  const signals = createSignals(link, () => openPatient(connect, settings), `${prefix}:abort`);

  const openWorker = (process: BullmqProcessor, concurrency: number) => {
    const { connection, disconnect } = openPatient(connect, settings);
    const worker = new Worker(queueName, process, {
      ...workerSettings,
      connection,
      prefix,
      concurrency,
    });
    worker.on('error', onError);
    return { worker, isConnected: () => connection.status === 'ready', disconnect };
  };

  return {
    queue: {
      joinsTransaction: false,
      ...createProducer(producer),
      ...createConsumer({
        find: (jobId) => {
          const { queue, ask } = producer();
          return ask(() => queue.getJob(jobId));
        },
        openWorker,
        // Its lease decides whether it may go on; with Redis down or empty it may.
        onLockLost: signals.look,
        closeTimeoutMs: timeoutMs,
      }),
    },
    signals,
    close: () => {
      signals.close();
      link.made()?.connection.disconnect();
    },
  };
}
