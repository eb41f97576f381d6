import type { PgListenerLike } from './pg-like.js';

/** What is heard: the payload of a notification, or `null` where some may have been missed. */
export type Hear = (payload: string | null) => void;

/** Notifications of one channel, for as long as somebody listens. */
export interface Listener {
  /**
   * Calls `hear` for each notification, and with `null` after every connect. `ready` resolves when
   * it listens, or when the first try to has failed: it goes on trying.
   */
  listen(hear: Hear): { readonly ready: Promise<void>; readonly end: () => void };
  close(): void;
}

// Doubled after every failure: a server that is back is heard again within half a minute, and one
// that is not is not besieged.
const retryFirstMs = 100;
const retryMaxMs = 30_000;

// A connection that a firewall has dropped says nothing at all: it is asked, and given up after that.
const pingEveryMs = 5000;

/** Resolves with what `promise` gives, or with `undefined` after `ms`. Never rejects. */
const within = <Result>(promise: Promise<Result>, ms: number): Promise<Result | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms).unref();
    const finish = (result?: Result) => {
      clearTimeout(timer);
      resolve(result);
    };
    promise.then(finish, () => finish());
  });

const letGo = (client: PgListenerLike): void => {
  // Never back into the pool: whoever got it next would be listening.
  if (client.release) client.release(true);
  else void Promise.resolve(client.end?.()).catch(() => {});
};

/** Listens once, until the connection is lost or `stop` resolves. Rejects if it cannot be had. */
const listenOnce = async (
  connect: () => Promise<PgListenerLike>,
  channel: string,
  hear: Hear,
  stop: Promise<void>,
): Promise<void> => {
  const client = await connect();
  let isLost = false;
  const lost = new Promise<void>((resolve) => {
    const lose = () => {
      isLost = true;
      resolve();
    };
    client.on('error', lose);
    client.on('end', lose);
    stop.then(lose);
  });
  client.on('notification', (message) => {
    if (!isLost) hear((message as { readonly payload?: string }).payload ?? null);
  });
  try {
    await client.query(`listen "${channel}"`);
    // What was told before this moment was told to nobody here.
    hear(null);
    while (!isLost) {
      await within(lost, pingEveryMs);
      const asked = isLost ? undefined : client.query('select 1');
      if (asked && !(await within(Promise.race([asked, lost]), pingEveryMs))) isLost = true;
    }
  } finally {
    isLost = true;
    letGo(client);
  }
};

/** A listener on a connection of its own, which it opens again whenever it is lost. */
export const createListener = (
  connect: () => Promise<PgListenerLike>,
  channel: string,
): Listener => {
  const hearers = new Set<Hear>();
  let running: { readonly stop: () => void; readonly ready: Promise<void> } | undefined;
  let isClosed = false;

  const hearAll: Hear = (payload) => {
    for (const hear of [...hearers]) hear(payload);
  };

  const start = () => {
    let isStopped = false;
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = () => {
        isStopped = true;
        resolve();
      };
    });
    let becomeReady = () => {};
    const ready = new Promise<void>((resolve) => {
      becomeReady = resolve;
    });
    const run = async () => {
      let retryMs = retryFirstMs;
      const hear: Hear = (payload) => {
        retryMs = retryFirstMs;
        becomeReady();
        if (!isStopped) hearAll(payload);
      };
      while (!isStopped) {
        await listenOnce(connect, channel, hear, stopped).catch(() => {});
        becomeReady();
        if (!isStopped) await within(stopped, retryMs);
        retryMs = Math.min(retryMs * 2, retryMaxMs);
      }
    };
    void run();
    return { stop, ready };
  };

  return {
    listen: (hear) => {
      // One function may be given twice.
      const own: Hear = (payload) => hear(payload);
      hearers.add(own);
      if (!isClosed) running ??= start();
      return {
        ready: running?.ready ?? Promise.resolve(),
        end: () => {
          hearers.delete(own);
          if (hearers.size > 0) return;
          running?.stop();
          running = undefined;
        },
      };
    },
    close: () => {
      isClosed = true;
      running?.stop();
      running = undefined;
      hearers.clear();
    },
  };
};

/** Nobody tells anything: for pools through which nothing can be listened to. */
export const deaf: Listener = {
  listen: () => ({ ready: Promise.resolve(), end: () => {} }),
  close: () => {},
};
