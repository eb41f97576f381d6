import { Redis } from 'ioredis';
import type pg from 'pg';
import type { Place } from './server-ports.js';

/** A database and a prefix of a bench's own, on the servers that are there. */
export const openPlace = async (
  admin: pg.Pool,
  engine: Place['engine'],
): Promise<{ readonly place: Place; remove(): Promise<void> }> => {
  const database = `bench_${process.pid}`;
  await admin.query(`create database ${database}`);
  const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const place: Place = {
    engine,
    databaseUrl: Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href,
    redisUrl: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
    prefix: database,
  };
  const removeKeys = async () => {
    const redis = new Redis(place.redisUrl);
    for await (const keys of redis.scanStream({ match: `${place.prefix}:*` })) {
      if (keys.length > 0) await redis.del(keys);
    }
    redis.disconnect();
  };
  return {
    place,
    remove: async () => {
      await admin.query(`drop database ${database} with (force)`);
      if (engine === 'bullmq') await removeKeys();
    },
  };
};
