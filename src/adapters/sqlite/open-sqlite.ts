import { createRequire } from 'node:module';
import { SqliteAdapterError, withAdapterErrors } from './sqlite-adapter-error.js';
import type { SqliteLike } from './sqlite-like.js';

type Constructor = new (path: string) => SqliteLike;

/** `node:sqlite`: asked for at run time, because Node 20 does not have it. */
const builtIn = (): Constructor | undefined =>
  (process.getBuiltinModule('node:sqlite') as { DatabaseSync?: Constructor } | undefined)
    ?.DatabaseSync;

const installed = (): Constructor | undefined => {
  try {
    return createRequire(import.meta.url)('libsql') as Constructor;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};

/** The first driver that is there. */
export const chooseDriver = (
  sources: readonly (() => Constructor | undefined)[] = [builtIn, installed],
): Constructor => {
  for (const source of sources) {
    const driver = source();
    if (driver) return driver;
  }
  throw new SqliteAdapterError(
    'driver-missing',
    `No SQLite driver: Node ${process.version} has no node:sqlite (it comes with 22.13) and the ` +
      'package libsql is not installed. Run "npm install libsql", or pass open: () => connection.',
  );
};

/**
 * Opens an SQLite file with the driver that is there: `node:sqlite` where Node has it (from 22.13),
 * else the optional package `libsql`. Creates the file, not its directory.
 *
 * @throws {@link SqliteAdapterError} with code `driver-missing`: neither is there, and what to
 * install; with code `disk`: the file cannot be opened
 */
export function openSqlite(path: string): SqliteLike {
  const Driver = chooseDriver();
  return withAdapterErrors(() => new Driver(path));
}
