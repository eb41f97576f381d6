import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';

const readyWithinMs = 20_000;
const lookEveryMs = 20;

/** A server of Redis that may be stopped, started and emptied. */
export interface OwnRedis {
  readonly url: string;
  start(): Promise<void>;
  /** With SIGKILL. */
  stop(): Promise<void>;
  flush(): Promise<void>;
  remove(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address === 'object' && address) return address.port;
  throw new Error('Expected a port to listen on; got none.');
};

const ask = async <Result>(url: string, what: (redis: Redis) => Promise<Result>) => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await what(redis);
  } finally {
    redis.disconnect();
  }
};

/** Prepares a Redis in a folder and on a port of its own, as its guide says one has to be set. */
export const prepareRedis = async (): Promise<OwnRedis> => {
  const folder = await mkdtemp(join(tmpdir(), 'campaign-machine-chaos-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = `--port ${port} --bind 127.0.0.1 --dir ${folder} --save  --appendonly yes --maxmemory-policy noeviction`;
  let server: ChildProcess | undefined;
  const untilReady = async () => {
    const deadline = performance.now() + readyWithinMs;
    while (performance.now() < deadline) {
      const answer = await ask(url, (redis) => redis.ping()).catch(() => null);
      if (answer === 'PONG') return;
      await sleep(lookEveryMs);
    }
    throw new Error(`redis-server did not answer at ${url} within ${readyWithinMs} ms.`);
  };
  const stop = async () => {
    const running = server;
    server = undefined;
    if (!running || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  return {
    url,
    start: async () => {
      if (server) return;
      server = spawn('redis-server', settings.split(' '), { stdio: 'ignore' });
      const failed = once(server, 'error').then(([error]) => {
        throw new Error('redis-server could not be started.', { cause: error });
      });
      await Promise.race([untilReady(), failed]);
      failed.catch(() => {});
    },
    stop,
    // Stopped at the moment, there is nothing to empty.
    flush: async () => void (await ask(url, (redis) => redis.flushall()).catch(() => {})),
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

/** Connections that are being closed: cut off instead, each would be an error that nobody waits for. */
const untilLeft = async (admin: pg.Client, database: string): Promise<void> => {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    const { rows } = await admin.query(
      'select 1 from pg_stat_activity where datname = $1 limit 1',
      [database],
    );
    if (rows.length === 0) return;
    await sleep(lookEveryMs);
  }
};

/** A database that nothing else has, on the server at `serverUrl`. */
export const createDatabase = async (serverUrl: string) => {
  const name = `chaos_${process.pid}_${Date.now().toString(36)}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    drop: async () => {
      await untilLeft(admin, name);
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
};
