import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { pgBouncerVersion } from './pg-bouncer.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where PostgreSQL is; `null`: nowhere. */
    readonly postgres: string | null;
    /** Where Redis is; `null`: nowhere. */
    readonly redis: string | null;
    /** Whether a Redis of a test's own can be started, to be killed, frozen and wiped. */
    readonly redisBinary: boolean;
    /** Whether a PgBouncer of a test's own can be started. */
    readonly pgBouncer: boolean;
  }
}

const answerOfPostgres = async (url: string): Promise<Error | undefined> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end().catch(() => {});
  }
};

const answerOfRedis = async (url: string): Promise<Error | undefined> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3000,
    retryStrategy: () => null,
  });
  let said: Error | undefined;
  redis.on('error', (error) => {
    said = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return undefined;
  } catch (error) {
    return said ?? (error as Error);
  } finally {
    redis.disconnect();
  }
};

const servers = {
  postgres: {
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    usual: 'postgres://postgres@127.0.0.1:5432/postgres',
    answer: answerOfPostgres,
    howTo:
      'apt-get install postgresql, start it, and set DATABASE_URL=postgres://user:password@host/database',
  },
  redis: {
    name: 'Redis',
    variable: 'REDIS_URL',
    usual: 'redis://127.0.0.1:6379',
    answer: answerOfRedis,
    howTo: 'apt-get install redis-server, start it, and set REDIS_URL=redis://host:port',
  },
} as const;

/** An address as it may be shown. */
const withoutPassword = (url: string): string => url.replace(/:[^:@/]*@/, ':…@');

const leaveOut = (why: string, howTo: string): void => {
  const said = `${why}, so its tests are skipped. To run them: ${howTo}`;
  if (process.env['CAMPAIGN_REQUIRE_ALL'] === '1') throw new Error(said);
  console.warn(said);
};

/** Looks once whether the servers are there, and says in one line each what is left out if not. */
export async function setup({ provide }: TestProject): Promise<void> {
  for (const key of ['postgres', 'redis'] as const) {
    const { name, variable, usual, answer, howTo } = servers[key];
    const url = process.env[variable] ?? usual;
    const error = await answer(url);
    provide(key, error ? null : url);
    if (!error) continue;
    const why = error.message || error.name;
    leaveOut(`${name} does not answer at ${withoutPassword(url)} (${why})`, howTo);
  }
  const hasBinary = spawnSync('redis-server', ['--version']).status === 0;
  provide('redisBinary', hasBinary);
  if (!hasBinary) leaveOut('There is no redis-server to start', 'apt-get install redis-server');
  const hasBouncer = pgBouncerVersion() !== null;
  provide('pgBouncer', hasBouncer);
  if (!hasBouncer) leaveOut('There is no pgbouncer to start', 'apt-get install pgbouncer');
}
