import type { MemorySystem } from '../../adapters/memory/memory-system.js';
import { rowOf, tamper, tamperAll } from '../../adapters/memory/tamper.js';
import type { Sabotage } from './sabotage.js';

const newestFirst = (system: MemorySystem) =>
  system
    .dump()
    .campaigns.map(({ record }) => record)
    .reverse();

/** The system, with every campaign id folded into another. */
const folded = ({ store }: MemorySystem, fold: (id: string) => string): Partial<typeof store> => ({
  insert: (campaign, options) => store.insert({ ...campaign, id: fold(campaign.id) }, options),
  read: (id, tx) => store.read(fold(id), tx),
  history: (id, query) => store.history(fold(id), query),
  findCommand: (id, commandId) => store.findCommand(fold(id), commandId),
  commit: (change, options) =>
    store.commit({ ...change, campaignId: fold(change.campaignId) }, options),
});

/** Lists and input. */
export const storeListSabotages: readonly Sabotage[] = [
  {
    name: 'pages are counted, so that what was inserted meanwhile pushes a campaign onto two',
    caughtBy:
      'list gives the newest first, page by page, whatever is inserted or deleted meanwhile',
    apply: (system) => ({
      store: {
        list: async ({ after = '0', limit }) => {
          const end = Number(after) + limit;
          const all = newestFirst(system);
          const next = end < all.length ? String(end) : null;
          return { campaigns: all.slice(Number(after), end), next };
        },
      },
    }),
  },
  {
    name: 'pages go by time alone, so that those of one millisecond are lost',
    caughtBy: 'campaigns that were inserted in one millisecond are all on some page',
    apply: (system) => ({
      store: {
        list: async ({ after = '8640000000000000', limit }) => {
          const rest = newestFirst(system).filter(({ createdAt }) => createdAt < Number(after));
          const campaigns = rest.slice(0, limit);
          const last = campaigns.at(-1);
          return { campaigns, next: last && rest.length > limit ? String(last.createdAt) : null };
        },
      },
    }),
  },
  {
    name: 'a list by status gives all',
    caughtBy: 'list by status gives these and no others',
    apply: ({ store }) => ({ store: { list: ({ status: _, ...query }) => store.list(query) } }),
  },
  {
    name: 'waiting names what is not due',
    caughtBy: 'waiting names what is ready and due, and nothing that is not',
    apply: (system) => ({
      store: {
        waiting: async (limit) => {
          const all = newestFirst(system).filter(({ status }) => status === 'ready');
          return all.map(({ id }) => id).slice(0, limit);
        },
      },
    }),
  },
  {
    name: 'purge takes what has not ended',
    caughtBy: 'purge deletes final campaigns with all that belongs to them',
    apply: (system) => ({
      store: {
        purge: async (query) => {
          tamperAll(system, ({ campaigns }) => {
            for (const { record } of campaigns) record.status = 'sent';
          });
          return system.store.purge(query);
        },
      },
    }),
  },
  {
    name: 'purge leaves the command ids',
    caughtBy: 'a purged id can be used again, with nothing left of before',
    apply: (system) => {
      const left = new Map<string, string>();
      return {
        store: {
          purge: async (query) => {
            for (const { record, history } of system.dump().campaigns) {
              for (const { commandId } of history) left.set(commandId, record.id);
            }
            return system.store.purge(query);
          },
          commit: async (change, options) => {
            const result = await system.store.commit(change, options);
            const wasUsed = left.get(change.commandId) === change.campaignId;
            const entry = rowOf(system, change.campaignId)?.history[0];
            if (!wasUsed || result.outcome !== 'committed' || !entry) return result;
            return { outcome: 'replayed', campaign: result.campaign, entry };
          },
        },
      };
    },
  },
  {
    name: 'purge takes campaigns with open effects',
    caughtBy:
      'purge leaves what changed since, what has an open effect, and what is above its limit',
    apply: (system) => ({
      store: {
        purge: async (query) => {
          tamperAll(system, ({ campaigns }) => {
            for (const { effects } of campaigns) for (const row of effects) row.settledAs = 'done';
          });
          return system.store.purge(query);
        },
      },
    }),
  },
  {
    name: 'ids are compared without case',
    caughtBy: 'ids and texts with quotes, emoji and look-alikes are kept exactly and kept apart',
    apply: (system) => ({ store: folded(system, (id) => id.toLowerCase()) }),
  },
  {
    name: 'text ends at a NUL',
    caughtBy: 'text that a database may not take is stored exactly or refused as a whole',
    apply: (system) => ({ store: folded(system, (id) => id.split('\0')[0] ?? '') }),
  },
  {
    name: 'a long reason is cut off',
    caughtBy: 'a reason of a megabyte is stored exactly or refused as a whole',
    apply: ({ store }) => ({
      store: {
        commit: (change, options) =>
          store.commit({ ...change, reason: change.reason?.slice(0, 10_000) ?? null }, options),
      },
    }),
  },
  {
    name: 'data is kept by reference',
    caughtBy: 'data is kept as it is, and nobody can reach into it',
    apply: (system) => ({
      store: {
        insert: async (campaign, options) => {
          const result = await system.store.insert(campaign, options);
          const snapshot = system.dump();
          const campaigns = snapshot.campaigns.map((row) =>
            row.record.id === campaign.id
              ? { ...row, record: { ...row.record, data: campaign.data } }
              : row,
          );
          system.restore({ ...snapshot, campaigns });
          return result;
        },
      },
    }),
  },
  {
    name: 'data is what JSON makes of it',
    caughtBy: 'data that JSON would change is refused',
    apply: ({ store }) => ({
      store: {
        insert: async (campaign, options) =>
          store.insert({ ...campaign, data: JSON.parse(JSON.stringify(campaign.data)) }, options),
      },
    }),
  },
  {
    name: 'a campaign is inserted in any status',
    caughtBy: 'a campaign is not inserted in a status that the lifecycle does not know',
    apply: (system) => ({
      store: {
        insert: async (campaign, options) => {
          const result = await system.store.insert({ ...campaign, status: 'draft' }, options);
          tamper(system, campaign.id, ({ record }) => {
            record.status = campaign.status;
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'a stored status that nobody knows is taken for a draft',
    caughtBy: 'a stored status that the lifecycle does not know is an error that names the row',
    apply: (system) => ({
      store: {
        read: async (id, tx) =>
          system.store.read(id, tx).catch(() => {
            const record = rowOf(system, id)?.record;
            return record && { ...record, status: 'draft' };
          }),
      },
    }),
  },
  {
    name: 'the clock stands still',
    caughtBy: 'the clock is in whole ms and moves as time passes',
    apply: ({ store }) => {
      const stopped = store.now();
      return { store: { now: () => stopped } };
    },
  },
];
