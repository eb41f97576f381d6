import { describe, expect, it } from 'vitest';
import { createMemory, TransactionConflictError } from '../../../src/adapters/memory/index.js';
import { changeFor, draft } from '../../../src/testing/make-campaigns.js';

const withDraft = async () => {
  const memory = createMemory({ joinsTransaction: true });
  await memory.store.insert(draft('c'));
  return memory;
};

describe('Memory.transaction', () => {
  it('shows its writes to nobody else before it commits', async () => {
    const { store, transaction } = await withDraft();
    await transaction(async (tx) => {
      await store.commit(changeFor('c', 'draft', 'SCHEDULE'), { tx });
      expect((await store.read('c', tx))?.status).toBe('ready');
      expect((await store.read('c'))?.status).toBe('draft');
    });
    expect((await store.read('c'))?.status).toBe('ready');
  });

  it('is refused as a whole if something else was written meanwhile', async () => {
    const { store, transaction, dump } = await withDraft();
    let between = dump();
    const work = transaction(async (tx) => {
      await store.commit(changeFor('c', 'draft', 'SCHEDULE'), { tx });
      await store.insert(draft('other'));
      between = dump();
    });
    await expect(work).rejects.toBeInstanceOf(TransactionConflictError);
    expect(dump()).toEqual(between);
  });

  it('tells nobody of a signal, and gives nobody a job, that was rolled back', async () => {
    const { signals, queue, transaction, dump } = await withDraft();
    const heard: string[] = [];
    await signals.subscribe('c', (news) => heard.push(news));
    const failing = transaction(async (tx) => {
      await queue.enqueue({ campaignId: 'c', runAt: 0 }, tx);
      await signals.publish('c', tx);
      throw new Error('thrown on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect([heard, dump().jobs]).toEqual([[], []]);
    await transaction(async (tx) => {
      await queue.enqueue({ campaignId: 'c', runAt: 0 }, tx);
      await signals.publish('c', tx);
      expect(heard).toEqual([]);
    });
    expect([heard, dump().jobs]).toEqual([['abort'], [{ campaignId: 'c', runAt: 0 }]]);
  });
});

describe('CampaignStore.commit of createMemory', () => {
  it('runs within again if something else was written meanwhile, and loses neither', async () => {
    const { store } = await withDraft();
    let runs = 0;
    const result = await store.commit(changeFor('c', 'draft', 'SCHEDULE'), {
      within: async () => {
        runs += 1;
        if (runs === 1) await store.insert(draft('other'));
      },
    });
    expect([result.outcome, runs]).toEqual(['committed', 2]);
    expect((await store.read('c'))?.status).toBe('ready');
    expect((await store.read('other'))?.status).toBe('draft');
  });

  it('decides on what is there in the end', async () => {
    const { store } = await withDraft();
    await store.commit(changeFor('c', 'draft', 'SCHEDULE'));
    let runs = 0;
    const result = await store.commit(changeFor('c', 'ready', 'CANCEL'), {
      within: async () => {
        runs += 1;
        await store.commit(changeFor('c', 'ready', 'START'));
      },
    });
    expect([result.outcome, runs]).toEqual(['moved', 1]);
    expect(await store.read('c')).toMatchObject({ status: 'sending', cancellation: null });
  });

  it('gives up, and says so, if it is never left alone', async () => {
    const { store } = await withDraft();
    let others = 0;
    const work = store.commit(changeFor('c', 'draft', 'SCHEDULE'), {
      within: async () => {
        others += 1;
        await store.insert(draft(`other ${others}`));
      },
    });
    await expect(work).rejects.toMatchObject({ code: 'transaction-conflict' });
    expect((await store.read('c'))?.status).toBe('draft');
  });
});
