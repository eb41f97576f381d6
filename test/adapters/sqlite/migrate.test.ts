import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnection } from '../../../src/adapters/sqlite/connection.js';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { migrate } from '../../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../../src/adapters/sqlite/schema.js';
import { drivers } from './drivers.js';
import { startProcess } from './process.js';
import { temporaryFile } from './sqlite-system.js';

const now = () => 0;

describe.each(drivers)('migrate on $name', ({ open, name }) => {
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeEach(async () => {
    file = await temporaryFile();
  });
  afterEach(() => file.remove());

  const read = (sql: string) => {
    const database = open(file.path);
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };

  it('makes the tables once, however often it is called, and puts the file into WAL mode', async () => {
    const sqlite = createSqlite({ open: () => open(file.path) });
    await Promise.all([sqlite.migrate(), sqlite.migrate()]);
    await sqlite.migrate();
    sqlite.close();
    expect(read('select version from campaign_schema')).toEqual([{ version: migrations.length }]);
    expect(read('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('is safe to run from 8 processes at once on a file that is not there yet', async () => {
    const start = () => startProcess('migrate', { driver: name, path: file.path });
    const processes = await Promise.all(Array.from({ length: 8 }, start));
    for (const each of processes) each.go();
    expect(await Promise.all(processes.map((each) => each.said('migrated')))).toHaveLength(8);
    await Promise.all(processes.map((each) => each.ended));
    expect(read('select version from campaign_schema')).toEqual([{ version: migrations.length }]);
    expect(read("select id from campaign where status = 'draft'")).toHaveLength(8);
    expect(read('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }, 60_000);

  it('adds what is new to what an older release wrote', async () => {
    const connection = createConnection(open(file.path), 1000);
    await migrate(connection, now, ['create table a (x)']);
    await migrate(connection, now, [
      'create table a (x)',
      'create table b (y); create table c (z)',
    ]);
    connection.close();
    expect(read('select version from campaign_schema order by 1')).toEqual([
      { version: 1 },
      { version: 2 },
    ]);
    expect(read('select y, z from b, c')).toEqual([]);
  });

  it('leaves nothing of a migration that fails, and of those that were to come after', async () => {
    const connection = createConnection(open(file.path), 1000);
    await migrate(connection, now, ['create table a (x)']);
    const broken = ['create table a (x)', 'create table b (y)', 'create table a (again)'];
    await expect(migrate(connection, now, broken)).rejects.toThrow('already exists');
    connection.close();
    expect(read('select version from campaign_schema')).toEqual([{ version: 1 }]);
    expect(read("select name from sqlite_master where name = 'b'")).toEqual([]);
  });

  it('refuses a file that a newer release has written', async () => {
    const connection = createConnection(open(file.path), 1000);
    await migrate(connection, now, [...migrations, 'create table of_tomorrow (x)']);
    connection.close();
    const sqlite = createSqlite({ open: () => open(file.path) });
    await expect(sqlite.migrate()).rejects.toMatchObject({
      name: 'SqliteAdapterError',
      code: 'schema-too-new',
    });
    sqlite.close();
  });

  it('refuses a file in which another program has a table of that name', async () => {
    const other = open(file.path);
    other.exec('create table campaign (title text)');
    other.close();
    const sqlite = createSqlite({ open: () => open(file.path) });
    await expect(sqlite.migrate()).rejects.toMatchObject({ code: 'refused' });
    sqlite.close();
    expect(read("select name from sqlite_master where name like 'campaign%'")).toEqual([
      { name: 'campaign' },
    ]);
  });

  it('is asked for by whoever calls something else first', async () => {
    const sqlite = createSqlite({ open: () => open(file.path) });
    await expect(sqlite.store.read('x')).rejects.toMatchObject({ code: 'not-migrated' });
    sqlite.close();
  });
});
