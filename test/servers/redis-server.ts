import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  return port;
};

const untilAnswering = async (url: string): Promise<void> => {
  const redis = new Redis(url, { retryStrategy: () => 20 });
  redis.on('error', () => {});
  await redis.ping();
  redis.disconnect();
};

/** A server of Redis that belongs to one test, with what docs/guides/queues.md says it needs. */
export const startRedis = async () => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const dir = mkdtempSync(join(tmpdir(), 'campaign-machine-redis-'));
  let child: ChildProcess | undefined;
  const start = async () => {
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
    child = spawn('redis-server', [...settings, ...durable, '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    await untilAnswering(url);
  };
  const kill = async () => {
    const ending = child;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url,
    start,
    /** As a power cut would end it. */
    kill,
    /** It keeps its connections and answers nothing. */
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    wipe: async () => {
      const redis = new Redis(url);
      await redis.flushall();
      redis.disconnect();
    },
    dispose: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
