import { campaignStatuses } from '../lifecycle/index.js';
import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectThat } from './expect.js';
import { campaignIn, draft, fresh, mustCommit, readyCampaign } from './make-campaigns.js';

const idsOf = (campaigns: readonly { readonly id: string }[]) => campaigns.map(({ id }) => id);

const insertMany = async ({ store, advance }: TestSystem, many: number): Promise<string[]> => {
  const ids = Array.from({ length: many }, () => fresh('campaign'));
  for (const id of ids) {
    await store.insert(draft(id));
    await advance(1);
  }
  return ids;
};

/** Looking through campaigns, and getting rid of old ones. */
export const storeListCases: readonly CaseBody[] = [
  {
    name: 'list gives the newest first, page by page, whatever is inserted or deleted meanwhile',
    run: async (system) => {
      const { store } = system;
      const ids = await insertMany(system, 5);
      const gone = fresh('campaign');
      await store.insert(draft(gone, { status: 'sent', event: 'ADOPT' }));
      const first = await store.list({ limit: 1 });
      expectEqual(idsOf(first.campaigns), [gone], 'the first page');
      await store.purge({ campaignId: gone, limit: 1 });
      await insertMany(system, 2);
      const second = await store.list({ limit: 3, after: expectFound(first.next, 'a next page') });
      expectEqual(idsOf(second.campaigns), [ids[4], ids[3], ids[2]], 'the second page');
      const third = await store.list({ limit: 3, after: expectFound(second.next, 'a next page') });
      expectEqual(idsOf(third.campaigns), [ids[1], ids[0]], 'the third page');
      expectEqual(third.next, null, 'what follows the last page');
    },
  },
  {
    name: 'campaigns that were inserted in one millisecond are all on some page',
    run: async (system) => {
      const ids = Array.from({ length: 5 }, () => fresh('campaign'));
      for (const id of ids) await system.store.insert(draft(id));
      const found: string[] = [];
      let after: string | null = null;
      for (let page = 0; page < 5; page += 1) {
        const query = after === null ? { limit: 1 } : { limit: 1, after };
        const { campaigns, next } = await system.store.list(query);
        found.push(...idsOf(campaigns));
        after = next;
      }
      expectEqual(found, [...ids].reverse(), 'what the pages held');
      expectEqual(after, null, 'what follows the last page');
    },
  },
  {
    name: 'list by status gives these and no others',
    run: async (system) => {
      const made: Record<string, string> = {};
      for (const status of campaignStatuses) made[status] = await campaignIn(system, status);
      for (const status of campaignStatuses) {
        const { campaigns, next } = await system.store.list({ status, limit: 10 });
        expectEqual(idsOf(campaigns), [made[status]], `those that are ${status}`);
        expectEqual(next, null, 'the next page');
      }
      const all = await system.store.list({ limit: 10 });
      expectEqual(all.campaigns.length, campaignStatuses.length, 'all of them');
      for (const campaign of all.campaigns) {
        expectEqual(campaign, await system.store.read(campaign.id), 'a campaign that is listed');
      }
    },
  },
  {
    name: 'waiting names what is ready and due, and nothing that is not',
    run: async (system) => {
      const { store } = system;
      for (const status of ['draft', 'sent', 'cancelled'] as const)
        await campaignIn(system, status);
      const now = await readyCampaign(system);
      const later = await campaignIn(system, 'draft');
      await mustCommit(system, later, 'draft', 'SCHEDULE', { dueAt: (await store.now()) + 60_000 });
      const cancelled = await readyCampaign(system);
      await mustCommit(system, cancelled, 'ready', 'CANCEL');
      expectEqual(await store.waiting(10), [now], 'what waits');
      await system.advance(60_000);
      expectEqual([...(await store.waiting(10))].sort(), [now, later].sort(), 'what waits later');
      expectEqual((await store.waiting(1)).length, 1, 'how many, with a limit of 1');
    },
  },
  {
    name: 'purge deletes final campaigns with all that belongs to them',
    run: async (system) => {
      const { store, ledger } = system;
      for (const status of campaignStatuses) {
        const id = await campaignIn(system, status);
        const isFinal = status === 'sent' || status === 'cancelled';
        expectEqual(
          await store.purge({ campaignId: id, limit: 1 }),
          isFinal ? 1 : 0,
          `a ${status} one`,
        );
        expectEqual((await store.read(id)) === undefined, isFinal, 'it is gone');
        expectEqual((await ledger.tally(id)) === undefined, isFinal, 'its tally is gone');
        const lines = await store.history(id, { after: 0, limit: 10 });
        expectEqual(lines.length === 0, isFinal, 'its history is gone');
      }
    },
  },
  {
    name: 'a purged id can be used again, with nothing left of before',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      await mustCommit(system, id, 'ready', 'CANCEL', { commandId: 'c', effects: [] });
      await store.purge({ campaignId: id, limit: 1 });
      expectEqual((await store.insert(draft(id))).inserted, true, 'it can be inserted');
      await mustCommit(system, id, 'draft', 'SCHEDULE', { commandId: 'c' });
      expectEqual((await store.history(id, { after: 0, limit: 10 })).length, 2, 'its history');
    },
  },
  {
    name: 'purge leaves what changed since, what has an open effect, and what is above its limit',
    run: async (system) => {
      const { store } = system;
      const old = [await campaignIn(system, 'sent'), await campaignIn(system, 'sent')];
      const open = await readyCampaign(system);
      await mustCommit(system, open, 'ready', 'CANCEL');
      await system.advance(1000);
      const changedBefore = await store.now();
      await system.advance(1000);
      const recent = await campaignIn(system, 'cancelled');
      expectEqual(await store.purge({ changedBefore, limit: 1 }), 1, 'how many, with a limit of 1');
      expectEqual(await store.purge({ changedBefore, limit: 10 }), 1, 'how many, then');
      for (const id of old) expectEqual(await store.read(id), undefined, 'an old one');
      for (const id of [open, recent]) {
        expectThat((await store.read(id)) !== undefined, 'what has to stay is there');
      }
      await store.settleEffects([{ campaignId: open, effect: 'dequeue', as: 'done' }]);
      expectEqual(await store.purge({ changedBefore, limit: 10 }), 1, 'with the effect settled');
    },
  },
];
