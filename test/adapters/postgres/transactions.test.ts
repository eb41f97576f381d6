import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PgClientLike } from '../../../src/adapters/postgres/index.js';
import { createCampaigns, type NewCampaign } from '../../../src/service/index.js';
import { inTransaction, postgresSystem, serverUrl } from './postgres-system.js';

const draft = (id: string): NewCampaign => ({
  id,
  status: 'draft',
  dueAt: null,
  data: null,
  event: 'CREATE',
  commandId: id,
  by: null,
  reason: null,
  effects: [],
});

const tables = ['campaign', 'campaign_history', 'campaign_effect', 'campaign_audience'];

describe.skipIf(!serverUrl)("createPostgres in a transaction of the embedder's own", () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  let campaigns: ReturnType<typeof createCampaigns<PgClientLike>>;
  beforeEach(async () => {
    system = await postgresSystem({ realTime: true, lockTimeoutMs: 300 });
    campaigns = createCampaigns(system);
    await system.own.query(`create table "${system.schema}".post (title text)`);
    await campaigns.adopt('a', 'ready');
  });
  afterEach(() => system.dispose());

  const writePost = (tx: PgClientLike) =>
    tx.query(`insert into "${system.schema}".post values ('sale')`);
  const rowCounts = async () => {
    const counts = [];
    for (const table of [...tables, 'post']) {
      const sql = `select count(*)::integer as n from "${system.schema}".${table}`;
      counts.push((await system.own.query(sql)).rows[0].n);
    }
    return counts;
  };

  it('commits its rows together with those of the embedder', async () => {
    await inTransaction(system.own, async (tx) => {
      await writePost(tx);
      await campaigns.create({ id: 'b', tx });
      await campaigns.cancel('a', { by: 'kim', tx });
      expect((await campaigns.get('a'))?.status).toBe('ready');
    });
    expect((await rowCounts()).at(-1)).toBe(1);
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
    expect(await campaigns.get('b')).toMatchObject({ status: 'draft' });
  });

  it('leaves nothing of a transaction that rolls back, in any table, and nobody hears of it', async () => {
    const before = await rowCounts();
    const news: string[] = [];
    const unsubscribe = await system.signals.subscribe('a', (each) => void news.push(each));
    const work = inTransaction(system.own, async (tx) => {
      await writePost(tx);
      await campaigns.create({ id: 'b', tx });
      await campaigns.start('a', { tx });
      await campaigns.cancel('a', { tx });
      throw new Error('thrown on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    unsubscribe();
    expect(await rowCounts()).toEqual(before);
    expect(news).toEqual([]);
    expect(await campaigns.get('a')).toMatchObject({ status: 'ready', cancellation: null });
  });

  it('undoes only its own step if that fails, and lets the embedder go on', async () => {
    await inTransaction(system.own, async (tx) => {
      await writePost(tx);
      const failing = system.store.insert(draft('b'), {
        tx,
        within: () => {
          throw new Error('thrown on purpose');
        },
      });
      await expect(failing).rejects.toThrow('on purpose');
      await expect(campaigns.cancel('nobody', { tx })).rejects.toThrow('There is no campaign');
      await campaigns.cancel('a', { tx });
    });
    expect((await rowCounts()).at(-1)).toBe(1);
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
    expect(await system.store.read('b')).toBeUndefined();
  });

  it('runs commands that are given one transaction at the same time one after the other', async () => {
    await campaigns.adopt('b', 'ready');
    await inTransaction(system.own, async (tx) => {
      const answers = await Promise.all([
        campaigns.cancel('a', { tx }),
        campaigns.cancel('b', { tx }),
        campaigns.cancel('a', { tx }),
      ]);
      expect(answers.map(({ accepted }) => accepted)).toEqual([true, true, false]);
    });
    expect(await campaigns.get('b')).toMatchObject({ status: 'cancelled' });
  });

  it('nests what within does with its handle, and tells of it after the outermost commit', async () => {
    await campaigns.start('a');
    const news: string[] = [];
    const heard: string[][] = [];
    const unsubscribe = await system.signals.subscribe('a', (each) => void news.push(each));
    await system.store.insert(draft('outer'), {
      within: async (tx) => {
        await campaigns.cancel('a', { tx });
        heard.push([...news]);
      },
    });
    expect(heard).toEqual([[]]);
    expect(news).toContain('abort');
    unsubscribe();
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
  });

  it('gives a handle that is of no use after its transaction', async () => {
    let kept: PgClientLike | undefined;
    await system.store.insert(draft('b'), {
      within: (tx) => {
        kept = tx;
      },
    });
    const over = { code: 'transaction-over' };
    await expect(kept?.query('select 1')).rejects.toMatchObject(over);
    await expect(system.store.read('b', kept)).rejects.toMatchObject(over);
    await expect(campaigns.cancel('a', { tx: kept as PgClientLike })).rejects.toMatchObject(over);
  });

  it('says what to do to whoever waits for the transaction that waits for it', async () => {
    await inTransaction(system.own, async (tx) => {
      const insert = system.store.insert(draft('b'), {
        tx,
        // Not the handle that it was given, but the transaction around it, which it holds.
        within: async () => void (await campaigns.cancel('a', { tx })),
      });
      await expect(insert).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringContaining('pass the handle'),
      });
    });
    expect(await system.store.read('b')).toBeUndefined();
    expect(await campaigns.get('a')).toMatchObject({ status: 'ready' });
  });

  it('tells of a conflict in a transaction that sees only what there was before it', async () => {
    await inTransaction(system.own, async (tx) => {
      await tx.query('set transaction isolation level repeatable read');
      await tx.query('select 1');
      await campaigns.cancel('a');
      await expect(campaigns.start('a', { tx })).rejects.toMatchObject({ code: 'conflict' });
    });
    expect(await campaigns.get('a')).toMatchObject({ status: 'cancelled' });
  });
});
