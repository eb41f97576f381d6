import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteLike } from '../../../src/adapters/sqlite/index.js';
import { chooseDriver } from '../../../src/adapters/sqlite/open-sqlite.js';
import { temporaryFile } from './sqlite-system.js';

class Driver implements SqliteLike {
  exec = () => undefined;
  close = () => undefined;
  prepare = () => ({ run: () => ({ changes: 0 }), get: () => undefined, all: () => [] });
}

describe('chooseDriver', () => {
  it('takes the first that is there', () => {
    expect(chooseDriver([() => undefined, () => Driver, () => undefined])).toBe(Driver);
  });

  it('says what to install if none is', () => {
    expect(() => chooseDriver([() => undefined])).toThrow(
      expect.objectContaining({
        code: 'driver-missing',
        message: expect.stringMatching(/node:sqlite.*npm install libsql.*open:/),
      }),
    );
  });
});

describe('openSqlite', () => {
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeEach(async () => {
    file = await temporaryFile();
  });
  afterEach(() => file.remove());

  it('opens a file with the driver of this Node', () => {
    const database = openSqlite(file.path);
    expect(database.prepare('select 1 as one').get()).toMatchObject({ one: 1 });
    database.close();
  });

  it('says that a directory is missing', () => {
    expect(() => openSqlite(`${file.path}/missing/campaigns.db`)).toThrow(
      expect.objectContaining({ name: 'SqliteAdapterError', code: 'disk' }),
    );
  });
});
