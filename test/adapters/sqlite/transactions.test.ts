import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteLike } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { inTransaction, sqliteSystem } from './sqlite-system.js';

const rowCounts = (database: SqliteLike) =>
  ['campaign', 'campaign_history', 'campaign_effect', 'campaign_audience', 'campaign_purged'].map(
    (table) => (database.prepare(`select count(*) n from ${table}`).get() as { n: number }).n,
  );

describe.each(drivers)('createSqlite in a transaction of the embedder on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let campaigns: ReturnType<typeof createCampaigns<SqliteLike>>;
  beforeEach(async () => {
    system = await sqliteSystem(driver);
    campaigns = createCampaigns({ ...system, clock: system.clock });
    system.own.exec('create table post (title text)');
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
  });
  afterEach(() => system.dispose());

  const writePost = (tx: SqliteLike) => tx.prepare("insert into post values ('sale')").run();
  const posts = () => system.own.prepare('select title from post').all();

  it('commits its rows together with those of the embedder', async () => {
    await inTransaction(system.own, async (tx) => {
      writePost(tx);
      await campaigns.create({ id: 'b', tx });
      await campaigns.cancel('a', { by: 'kim', tx });
    });
    expect(posts()).toHaveLength(1);
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
    expect(await campaigns.get('b')).toMatchObject({ status: 'draft' });
  });

  it('leaves nothing of a transaction that rolls back, in any table, and nobody hears of it', async () => {
    const before = rowCounts(system.own);
    const news: string[] = [];
    const unsubscribe = await system.signals.subscribe('a', (each) => void news.push(each));
    const work = inTransaction(system.own, async (tx) => {
      writePost(tx);
      await campaigns.create({ id: 'b', tx });
      await campaigns.start('a', { tx });
      await campaigns.cancel('a', { tx });
      throw new Error('thrown on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    unsubscribe();
    expect(rowCounts(system.own)).toEqual(before);
    expect(posts()).toEqual([]);
    expect(news).toEqual([]);
    expect(await campaigns.get('a')).toMatchObject({ status: 'ready', cancellation: null });
  });

  it('undoes only its own step if that fails, and lets the embedder go on', async () => {
    await inTransaction(system.own, async (tx) => {
      writePost(tx);
      const failing = system.store.commit(
        {
          campaignId: 'a',
          decision: {
            accepted: true,
            from: 'ready',
            event: 'CANCEL',
            to: 'cancelled',
            effects: [{ type: 'dequeue' }],
          },
          commandId: 'c',
          by: null,
          reason: null,
          effects: [],
        },
        {
          tx,
          within: () => {
            throw new Error('thrown on purpose');
          },
        },
      );
      await expect(failing).rejects.toThrow('on purpose');
    });
    expect(posts()).toHaveLength(1);
    expect(await campaigns.get('a')).toMatchObject({ status: 'ready' });
    expect(await system.store.findCommand('a', 'c')).toBeUndefined();
  });

  it('runs commands that are given one transaction at the same time one after the other', async () => {
    await campaigns.create({ id: 'b' });
    await campaigns.schedule('b');
    await inTransaction(system.own, async (tx) => {
      const answers = await Promise.all([
        campaigns.cancel('a', { tx }),
        campaigns.cancel('b', { tx }),
        campaigns.cancel('a', { tx }),
      ]);
      expect(answers.map(({ accepted }) => accepted)).toEqual([true, true, false]);
    });
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
    expect(await campaigns.get('b')).toMatchObject({ status: 'cancelled' });
  });

  it('nests what within does with its handle, and tells of it after the outermost commit', async () => {
    await campaigns.start('a');
    const news: string[] = [];
    const heard: string[][] = [];
    const unsubscribe = await system.signals.subscribe('a', (each) => void news.push(each));
    await system.store.insert(
      {
        id: 'outer',
        status: 'draft',
        dueAt: null,
        data: null,
        event: 'CREATE',
        commandId: 'outer',
        by: null,
        reason: null,
        effects: [],
      },
      {
        within: async (tx) => {
          await campaigns.cancel('a', { tx });
          heard.push([...news]);
        },
      },
    );
    unsubscribe();
    expect(heard).toEqual([[]]);
    expect(news).toContain('abort');
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
  });

  it('keeps everybody else off its own connection until an async within has ended', async () => {
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const order: string[] = [];
    const insert = system.store
      .insert(
        {
          id: 'slow',
          status: 'draft',
          dueAt: null,
          data: null,
          event: 'CREATE',
          commandId: 'slow',
          by: null,
          reason: null,
          effects: [],
        },
        { within: () => left },
      )
      .then(() => order.push('slow'));
    const read = system.store.read('slow').then((found) => order.push(found ? 'seen' : 'unseen'));
    const cancel = campaigns.cancel('a').then(() => order.push('cancelled'));
    leave();
    await Promise.all([insert, read, cancel]);
    expect(order[0]).toBe('slow');
    expect(order.toSorted()).toEqual(['cancelled', 'seen', 'slow']);
  });

  it('gives a handle that is of no use after its transaction', async () => {
    let kept: SqliteLike | undefined;
    await system.store.insert(
      {
        id: 'b',
        status: 'draft',
        dueAt: null,
        data: null,
        event: 'CREATE',
        commandId: 'b',
        by: null,
        reason: null,
        effects: [],
      },
      {
        within: (tx) => {
          kept = tx;
          expect(tx.prepare('select count(*) n from campaign').get()).toMatchObject({ n: 2 });
          expect(() => tx.close()).toThrow('not closed from within');
        },
      },
    );
    const over = { code: 'transaction-over' };
    expect(() => kept?.exec('delete from campaign')).toThrow(expect.objectContaining(over));
    expect(() => kept?.prepare('select 1')).toThrow(expect.objectContaining(over));
    await expect(system.store.read('b', kept)).rejects.toMatchObject(over);
  });

  it('says what to do to whoever keeps the connection waiting for itself', async () => {
    const impatient = await sqliteSystem(driver, { busyTimeoutMs: 50 });
    const { store } = impatient;
    const row = {
      status: 'draft',
      dueAt: null,
      data: null,
      event: 'CREATE',
      by: null,
      reason: null,
      effects: [],
    } as const;
    const insert = store.insert(
      { ...row, id: 'a', commandId: 'a' },
      // The handle is not passed on, so this waits for the transaction that waits for it.
      { within: async () => void (await store.read('a')) },
    );
    await expect(insert).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('pass its tx'),
    });
    expect(await store.read('a')).toBeUndefined();
    await impatient.dispose();
  });
});
