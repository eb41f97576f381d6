import type { HistoryEntry } from '../../../src/service/campaign-store.js';
import { rowOf, tamper } from '../../adapters/memory/tamper.js';
import { asIfStatus, type Sabotage } from './sabotage.js';

let renamed = 0;
const rename = (commandId: string) => {
  renamed += 1;
  return `${commandId} ${renamed}`;
};

const entryOf = (system: Parameters<typeof rowOf>[0], campaignId: string, commandId: string) =>
  rowOf(system, campaignId)?.history.find((entry) => entry.commandId === commandId);

/** Commands. */
export const storeCommitSabotages: readonly Sabotage[] = [
  {
    name: 'commit does not compare the status',
    caughtBy: 'a status that has moved is told, and nothing is written',
    apply: (system) => ({
      store: {
        commit: (change, options) => {
          tamper(system, change.campaignId, ({ record }) => {
            if (change.decision.accepted) record.status = change.decision.from;
          });
          return system.store.commit(change, options);
        },
      },
    }),
  },
  {
    name: 'a cancel is said to be done and is not',
    caughtBy: 'every status takes every event as the lifecycle says',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          if (change.decision.event !== 'CANCEL' || !change.decision.accepted) return result;
          tamper(system, change.campaignId, ({ record }) => {
            record.status = change.decision.from;
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'commit compares first and writes later',
    caughtBy:
      'of many cancels one moves the status and records one effect; all see one cancellation',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const found = await system.store.read(change.campaignId);
          if (found?.status === change.decision.from) {
            tamper(system, change.campaignId, ({ record }) => {
              record.status = change.decision.from;
            });
          }
          return system.store.commit({ ...change, commandId: rename(change.commandId) }, options);
        },
      },
    }),
  },
  {
    name: 'a lost race is told as if it had been won',
    caughtBy: 'of many starts one moves the status',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          if (result.outcome !== 'moved') return result;
          return { outcome: 'committed', campaign: result.campaign, at: 0 };
        },
      },
    }),
  },
  {
    name: 'commit does not look for the command id',
    caughtBy: 'a command asked again gets its first answer, and is not done again',
    apply: (system) => ({
      store: {
        commit: (change, options) => {
          const entry = entryOf(system, change.campaignId, change.commandId);
          const commandId =
            entry?.event === change.decision.event ? rename('again') : change.commandId;
          return system.store.commit({ ...change, commandId }, options);
        },
      },
    }),
  },
  {
    name: 'a command id is looked up after the status',
    caughtBy: 'the first answer stands whatever has happened since',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const campaign = await system.store.read(change.campaignId);
          const { from } = change.decision;
          if (campaign && campaign.status !== from) return { outcome: 'moved', campaign };
          return system.store.commit(change, options);
        },
      },
    }),
  },
  {
    name: 'a rejection is not remembered',
    caughtBy: 'a rejection asked again is that rejection, although it would be accepted by now',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const campaign = await system.store.read(change.campaignId);
          const isRejected = !change.decision.accepted && campaign?.status === change.decision.from;
          if (isRejected) return { outcome: 'committed', campaign, at: 0 };
          return system.store.commit(change, options);
        },
      },
    }),
  },
  {
    name: 'a rejection records effects',
    caughtBy: 'a rejection is written to the history and nowhere else',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          tamper(system, change.campaignId, ({ effects }) => {
            if (change.decision.accepted) return;
            const row = { sequence: 9, attempts: 0, recordedAt: 0, lastError: null, nextTryAt: 0 };
            effects.push(...change.effects.map((effect) => ({ ...row, effect, settledAs: null })));
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'a rejection is written although the status has moved',
    caughtBy: 'a rejection that was decided on another status writes nothing',
    apply: (system) => ({
      store: {
        commit: (change, options) => {
          const step = () => system.store.commit(change, options);
          if (change.decision.accepted) return step();
          return asIfStatus(system, change.campaignId, change.decision.from, step);
        },
      },
    }),
  },
  {
    name: 'a command id that was used for another event is replayed',
    caughtBy: 'a command id that was used for another event is refused',
    apply: (system) => ({
      store: {
        commit: (change, options) =>
          system.store.commit(change, options).catch((error: unknown) => {
            const row = rowOf(system, change.campaignId);
            const entry = entryOf(system, change.campaignId, change.commandId);
            if (!row || !entry) throw error;
            return { outcome: 'replayed', campaign: row.record, entry } as const;
          }),
      },
    }),
  },
  {
    name: 'command ids belong to all campaigns together',
    caughtBy: 'a command id belongs to one campaign',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const entries = system.dump().campaigns.flatMap(({ history }) => history);
          const entry = entries.find(({ commandId }) => commandId === change.commandId);
          const campaign = entry && (await system.store.read(entry.campaignId));
          if (campaign) return { outcome: 'replayed', campaign, entry };
          return system.store.commit(change, options);
        },
      },
    }),
  },
  {
    name: 'a move that the lifecycle does not have is made',
    caughtBy: 'a move that the lifecycle does not have is refused, and nothing is written',
    apply: (system) => ({
      store: {
        commit: (change, options) =>
          system.store.commit(change, options).catch((error: unknown) => {
            const { decision } = change;
            if ((error as { code?: unknown }).code !== 'impossible-move') throw error;
            tamper(system, change.campaignId, ({ record }) => {
              if (decision.accepted) record.status = decision.to;
            });
            const campaign = rowOf(system, change.campaignId)?.record;
            if (!campaign) throw error;
            return { outcome: 'committed', campaign, at: 0 } as const;
          }),
      },
    }),
  },
  {
    name: 'START does not wait for its time',
    caughtBy: "START waits until its time has come, by the store's clock",
    apply: (system) => ({
      store: {
        commit: ({ guard, ...change }, options) =>
          system.store.commit(guard === 'settled' ? { ...change, guard } : change, options),
      },
    }),
  },
  {
    name: 'a time that has passed is kept',
    caughtBy: 'a time that has passed means now, and a campaign without one is due',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          tamper(system, change.campaignId, ({ record }) => {
            record.dueAt = change.dueAt ?? record.dueAt;
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'a repeated cancel replaces the cancellation',
    caughtBy: 'a cancellation says who, when, why and from where, and is never changed',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          tamper(system, change.campaignId, ({ record }) => {
            const { by, reason, decision } = change;
            if (decision.event !== 'CANCEL' || !record.cancellation) return;
            record.cancellation = { ...record.cancellation, by, reason };
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'the history begins at the start on every page',
    caughtBy: 'the history tells everything in commit order, page by page',
    apply: ({ store }) => ({
      store: { history: (id, { limit }) => store.history(id, { after: 0, limit }) },
    }),
  },
  {
    name: 'an unknown campaign is an error',
    caughtBy: 'an unknown campaign is missing',
    apply: ({ store }) => ({
      store: {
        commit: async (change, options) => {
          const result = await store.commit(change, options);
          if (result.outcome === 'missing') throw new Error('missing');
          return result;
        },
      },
    }),
  },
  {
    name: 'what was read once is read again from a cache',
    caughtBy: 'cancel against start: the campaign is cancelled, with the effect of where it was',
    apply: ({ store }) => {
      const cache = new Map<string, Awaited<ReturnType<typeof store.read>>>();
      return {
        store: {
          read: async (id, tx) => {
            if (!cache.has(id)) cache.set(id, await store.read(id, tx));
            return cache.get(id);
          },
        },
      };
    },
  },
  {
    name: 'an insert writes over what is there',
    caughtBy: 'an insert asked again changes nothing',
    apply: (system) => ({
      store: {
        insert: (campaign, options) => {
          tamper(system, campaign.id, ({ record }) => {
            record.id = rename('gone');
          });
          return system.store.insert(campaign, options);
        },
      },
    }),
  },
  {
    name: 'an insert looks first and writes later',
    caughtBy: 'of many inserts one writes',
    apply: (system) => ({
      store: {
        insert: async (campaign, options) => {
          const found = await system.store.read(campaign.id);
          if (found) return { inserted: false, campaign: found };
          const result = await system.store.insert(campaign, options);
          return { ...result, inserted: true };
        },
      },
    }),
  },
  {
    name: 'a command asked five times at once is looked up before it is written',
    caughtBy: 'five at once with one command id are one command',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const entry: HistoryEntry | undefined = await system.store.findCommand(
            change.campaignId,
            change.commandId,
          );
          const campaign = await system.store.read(change.campaignId);
          if (entry && campaign) return { outcome: 'replayed', campaign, entry };
          return system.store.commit({ ...change, commandId: rename('new') }, options);
        },
      },
    }),
  },
];
