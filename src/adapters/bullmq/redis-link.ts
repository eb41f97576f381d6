import type { RedisLike, RedisSettings } from './bullmq-like.js';

/** Redis does not answer. What was asked of it is tried again, by the relay or the sweep. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
}

/** How connections are made, by their use. */
export type Connect = (settings: RedisSettings) => RedisLike;

const retryMaxMs = 1000;
const retryInMs = (times: number): number => Math.min(50 * 2 ** Math.min(times, 10), retryMaxMs);

const unavailable = (why: string) =>
  new RedisUnavailableError(
    `${why} What was asked of it is tried again; a cancel does not need it.`,
  );

const lost: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end']);

/** Resolves when a connection that is being opened is there, and rejects when there is none. */
const createGate = (connection: RedisLike) => {
  let decide = () => {};
  let decided = new Promise<void>(() => {});
  const wait = () => {
    decided = new Promise((resolve) => {
      decide = resolve;
    });
  };
  wait();
  for (const event of ['ready', 'close']) {
    connection.on(event, () => {
      decide();
      wait();
    });
  }
  return async (): Promise<void> => {
    if (connection.status !== 'ready' && !lost.has(connection.status)) await decided;
    if (connection.status === 'ready') return;
    throw unavailable(`There is no connection to Redis (${connection.status}).`);
  };
};

/** A connection for commands, none of which may take longer than `timeoutMs`, connected or not. */
export interface RedisLink {
  readonly connection: RedisLike;
  /** @throws {@link RedisUnavailableError} at once without a connection, else after `timeoutMs` */
  ask<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Opens a connection for commands. */
export const createLink = (
  connect: Connect,
  { timeoutMs, onError }: { readonly timeoutMs: number; readonly onError: (error: Error) => void },
): RedisLink => {
  const connection = connect({
    autoResubscribe: false,
    retryStrategy: retryInMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: timeoutMs,
  });
  connection.on('error', onError);
  const connected = createGate(connection);
  return {
    connection,
    ask: async (work) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        const error = unavailable(`Redis did not answer within ${timeoutMs} ms.`);
        timer = setTimeout(() => reject(error), timeoutMs);
      });
      try {
        return await Promise.race([connected().then(work), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};

/**
 * Opens a connection that waits for Redis for as long as it takes: for workers and subscribers. After
 * `disconnect` the copies that BullMQ has made of it give up, too.
 */
export const openPatient = (
  connect: Connect,
  { timeoutMs, onError }: { readonly timeoutMs: number; readonly onError: (error: Error) => void },
): { readonly connection: RedisLike; readonly disconnect: () => void } => {
  let isOver = false;
  const connection = connect({
    autoResubscribe: false,
    retryStrategy: (times) => (isOver ? null : retryInMs(times)),
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
    connectTimeout: timeoutMs,
  });
  connection.on('error', onError);
  const disconnect = () => {
    isOver = true;
    connection.disconnect();
  };
  return { connection, disconnect };
};
