import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../examples/cluster/settings.js';
import { serverUrl } from '../adapters/postgres/postgres-system.js';
import { killAll } from '../examples/demo-process.js';
import { startMain } from './test-cluster.js';

/** A port of this machine at which nobody listens. */
const deadPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

describe('npm run cluster, where something is missing', () => {
  afterEach(killAll);

  it('says where it looked for PostgreSQL and how to install it, and ends with 1', async () => {
    const place = `127.0.0.1:${await deadPort()}`;
    const run = startMain([], { DATABASE_URL: `postgres://kim:secret@${place}/x` });
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toContain(`cluster: PostgreSQL cannot be used at ${place}: `);
    expect(run.stderr()).toMatch(/ECONNREFUSED.*\n.*DATABASE_URL=postgres:/);
    for (const way of ['Debian', 'macOS', 'Docker']) expect(run.stderr()).toContain(way);
    expect(run.stderr()).not.toMatch(/kim|secret| at .*:\d+:\d+/);
    expect(run.stdout()).toBe('');
  });

  it.skipIf(!serverUrl)('says the same of Redis, where jobs are to be in it', async () => {
    const place = `127.0.0.1:${await deadPort()}`;
    const run = startMain(['--queue', 'bullmq'], {
      DATABASE_URL: serverUrl ?? '',
      REDIS_URL: `redis://${place}`,
    });
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toContain(`cluster: Redis cannot be used at ${place}: `);
    expect(run.stderr()).toMatch(
      /apt-get install redis-server.*\n.*brew install redis.*\n.*docker run/,
    );
  });

  it.skipIf(!serverUrl)('says what the server said where there is no such database', async () => {
    const url = Object.assign(new URL(serverUrl ?? ''), { pathname: '/no_such_database' });
    const run = startMain([], { DATABASE_URL: url.href });
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toMatch(/PostgreSQL cannot be used at \S+: .*no_such_database/);
  });
});

describe('parseSettings', () => {
  it('takes the usual places where nothing is said', () => {
    expect(parseSettings([], {})).toMatchObject({
      workers: 3,
      queue: 'rows',
      host: '127.0.0.1',
      port: 3100,
      databaseUrl: 'postgres://postgres@127.0.0.1:5432/postgres',
      redisUrl: 'redis://127.0.0.1:6379',
    });
    expect(parseSettings(['--help'], {})).toBe('help');
  });

  it.each([
    [['--workers', '0'], {}, '--workers takes a whole number from 1 to 64, not "0".'],
    [['--queue', 'kafka'], {}, '--queue takes rows, pg-boss, bullmq, not "kafka".'],
    [[], { PORT: 'x' }, 'PORT takes a whole number from 0 to 65531, not "x".'],
    [
      [],
      { DATABASE_URL: 'mysql://x' },
      'DATABASE_URL takes an address that begins with postgres://.',
    ],
    [['--nonsense'], {}, "Unknown option '--nonsense'."],
  ])('refuses %j %j', (argv, env, message) => {
    expect(() => parseSettings(argv, env)).toThrow(message);
  });
});
