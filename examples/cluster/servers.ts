import { Redis } from 'ioredis';
import pg from 'pg';
import type { Settings } from './settings.js';

const connectTimeoutMs = 3_000;

/** A server that the cluster cannot do without, in words for who started it. */
export class ServerMissing extends Error {}

const toInstallPostgres = `Set DATABASE_URL=postgres://user:password@host:5432/database, or install one here:
  Debian   sudo apt-get install postgresql
           sudo -u postgres psql -c "create role campaigns login password 'campaigns'" \\
             -c "create database campaigns owner campaigns"
           export DATABASE_URL=postgres://campaigns:campaigns@127.0.0.1:5432/campaigns
  macOS    brew install postgresql@17 && brew services start postgresql@17
           /opt/homebrew/opt/postgresql@17/bin/createdb campaigns
           export DATABASE_URL=postgres://$USER@127.0.0.1:5432/campaigns
  Docker   docker run -d -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17`;

const toInstallRedis = `Set REDIS_URL=redis://user:password@host:6379, or install one here:
  Debian   sudo apt-get install redis-server
  macOS    brew install redis && brew services start redis
  Docker   docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction
Or do without it: --queue rows needs PostgreSQL alone.`;

/** Without the user and the password. */
const placeOf = (url: string, port: string): string => {
  const { hostname, port: given } = new URL(url);
  return `${hostname}:${given || port}`;
};

// An AggregateError of several addresses has a code and no message.
const reasonOf = (error: unknown): string => {
  const { message, code } = error as { readonly message?: string; readonly code?: string };
  return message || code || String(error);
};

const answerOfPostgres = async (connectionString: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => {});
  }
};

const answerOfRedis = async (url: string): Promise<unknown> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    retryStrategy: () => null,
  });
  let said: unknown;
  redis.on('error', (error) => {
    said = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return undefined;
  } catch (error) {
    return said ?? error;
  } finally {
    redis.disconnect();
  }
};

/**
 * Looks whether all servers are there that the cluster needs.
 *
 * @throws ServerMissing that says where it looked, what came, and how to install what is missing
 */
export const checkServers = async (settings: Settings): Promise<void> => {
  const { databaseUrl, redisUrl, queue } = settings;
  const ofPostgres = await answerOfPostgres(databaseUrl);
  if (ofPostgres) {
    throw new ServerMissing(
      `PostgreSQL cannot be used at ${placeOf(databaseUrl, '5432')}: ${reasonOf(ofPostgres)}.\n${toInstallPostgres}`,
    );
  }
  const ofRedis = queue === 'bullmq' ? await answerOfRedis(redisUrl) : undefined;
  if (ofRedis) {
    throw new ServerMissing(
      `Redis cannot be used at ${placeOf(redisUrl, '6379')}: ${reasonOf(ofRedis)}.\n${toInstallRedis}`,
    );
  }
};
