import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { sqliteSystem, temporaryFile } from './sqlite-system.js';

describe.each(drivers)('createSqlite when something is wrong, on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  beforeEach(async () => {
    system = await sqliteSystem(driver, { busyTimeoutMs: 60 });
    const campaigns = createCampaigns({ ...system, clock: system.clock });
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
  });
  afterEach(() => system.dispose());

  const cancel = () => createCampaigns({ ...system, clock: system.clock }).cancel('a');

  it('fails as busy when another connection keeps the lock, and has written nothing', async () => {
    system.own.exec('begin immediate');
    await expect(cancel()).rejects.toMatchObject({
      name: 'SqliteAdapterError',
      code: 'busy',
      message: expect.stringContaining('busyTimeoutMs'),
    });
    expect(await system.store.read('a')).toMatchObject({ status: 'ready' });
    system.own.exec('rollback');
    expect(await system.store.history('a', { after: 0, limit: 10 })).toHaveLength(2);
    // Of one moment, so in a transaction of its own: the one that did not begin leaves nothing behind.
    expect(await createCampaigns(system).report('a')).toMatchObject({ status: 'ready' });
    expect(await cancel()).toMatchObject({ accepted: true });
  });

  it('waits for a lock without keeping the rest of the process from running', async () => {
    const patient = createSqlite({ open: () => driver.open(system.path), busyTimeoutMs: 30_000 });
    system.own.exec('begin immediate');
    let turns = 0;
    const beat = setInterval(() => {
      turns += 1;
      // The step cannot go on before this has run several times.
      if (turns === 5) system.own.exec('rollback');
    }, 1);
    const answer = await createCampaigns(patient).cancel('a');
    clearInterval(beat);
    patient.close();
    expect(answer).toMatchObject({ accepted: true });
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('reads while somebody writes', async () => {
    system.own.exec("begin immediate; update campaign set status = 'sending'");
    expect(await system.store.read('a')).toMatchObject({ status: 'ready' });
    expect(await system.store.waiting(10)).toEqual(['a']);
    system.own.exec('rollback');
  });

  it('fails as closed after close(), in every port, and closing twice is harmless', async () => {
    const { store, ledger, queue, signals } = system;
    system.close();
    system.close();
    const ref = { campaignId: 'a', token: 't' };
    const signal = new AbortController().signal;
    const calls = [
      store.read('a'),
      store.waiting(1),
      cancel(),
      ledger.tally('a'),
      ledger.advance(ref, { settle: [], begin: [] }),
      store.purge({ limit: 1 }),
      Promise.resolve(queue.dequeue('a')),
      signals.subscribe('a', () => {}),
      queue.consume(async () => ({ done: true }), { concurrency: 1, signal }),
      system.migrate(),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
    }
  });

  it('fails as disk when there is no room, and has written nothing', async () => {
    const small = createSqlite({
      open: () => {
        const database = driver.open(system.path);
        database.exec('pragma max_page_count = 1');
        return database;
      },
    });
    const data = 'x'.repeat(1_000_000);
    const campaigns = createCampaigns(small);
    await expect(campaigns.create({ id: 'large', data })).rejects.toMatchObject({ code: 'disk' });
    expect(await campaigns.list({ limit: 10 })).toMatchObject({ campaigns: [{ id: 'a' }] });
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true });
    small.close();
  });

  it('fails as read-only when the file may not be written', async () => {
    const readOnly = createSqlite({
      open: () => {
        const database = driver.open(system.path);
        database.exec('pragma query_only = on');
        return database;
      },
    });
    await expect(createCampaigns(readOnly).cancel('a')).rejects.toMatchObject({
      code: 'read-only',
    });
    expect(await readOnly.store.read('a')).toMatchObject({ status: 'ready' });
    readOnly.close();
  });

  it('fails as damaged when the file is no database', async () => {
    const file = await temporaryFile();
    await writeFile(
      file.path,
      'This is a text, and long enough to be taken for a header. '.repeat(20),
    );
    const open = () => createSqlite({ open: () => driver.open(file.path) });
    const attempt = async () => {
      const sqlite = open();
      await sqlite.migrate().finally(() => sqlite.close());
    };
    await expect(attempt()).rejects.toMatchObject({ code: 'damaged' });
    await file.remove();
  });

  it.each([':memory:', ''])('refuses the path %j, which no second connection can open', (path) => {
    expect(() => createSqlite({ path })).toThrow(expect.objectContaining({ code: 'refused' }));
  });

  it('says that a connection in a transaction of the embedder has to be given as tx', async () => {
    const shared = createSqlite({ open: () => driver.open(system.path) });
    shared.close();
    const database = driver.open(system.path);
    const sqlite = createSqlite({ open: () => database });
    database.exec('begin');
    await expect(createCampaigns(sqlite).cancel('a')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('as tx'),
    });
    database.exec('rollback');
    sqlite.close();
  });

  it('syncs every commit to the disk, whatever the default of the driver is', () => {
    const database = driver.open(system.path);
    database.exec('pragma synchronous = off');
    const sqlite = createSqlite({ open: () => database });
    expect(database.prepare('pragma synchronous').get()).toMatchObject({ synchronous: 2 });
    sqlite.close();
  });
});
