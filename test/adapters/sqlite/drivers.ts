import { createRequire } from 'node:module';
import type { SqliteLike } from '../../../src/adapters/sqlite/index.js';

type Constructor = new (path: string) => SqliteLike;

/** A driver that is there, and how it opens a file. */
export interface Driver {
  readonly name: string;
  readonly open: (path: string) => SqliteLike;
}

const require = createRequire(import.meta.url);

const builtIn = process.getBuiltinModule('node:sqlite') as
  | { DatabaseSync?: Constructor }
  | undefined;

// Not a dependency, because its binary is not in the registry: a path to where it is installed.
const betterPath = process.env['CAMPAIGN_BETTER_SQLITE3'];

const constructors: readonly (readonly [string, Constructor | undefined])[] = [
  ['libsql', require('libsql') as Constructor],
  ['node:sqlite', builtIn?.DatabaseSync],
  ['better-sqlite3', betterPath ? (require(betterPath) as Constructor) : undefined],
];

/** All drivers that this machine and this Node have. */
export const drivers: readonly Driver[] = constructors.flatMap(([name, Database]) =>
  Database ? [{ name, open: (path: string) => new Database(path) }] : [],
);
