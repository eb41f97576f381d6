import { tamper, tamperAll } from '../../adapters/memory/tamper.js';
import type { Sabotage } from './sabotage.js';

/** Effects and transactions. */
export const storeEffectSabotages: readonly Sabotage[] = [
  {
    name: 'an effect is recorded twice',
    caughtBy: 'cancel against start: the campaign is cancelled, with the effect of where it was',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          tamper(system, change.campaignId, ({ effects }) => {
            const last = effects.at(-1);
            if (result.outcome === 'committed' && last) effects.push({ ...last });
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'a cancel that finds another status answers that it is too late',
    caughtBy: 'cancel against complete: one of them moves the status, and it stays there',
    apply: (system) => ({
      store: {
        commit: async (change, options) => {
          const result = await system.store.commit(change, options);
          tamper(system, change.campaignId, ({ record }) => {
            // The late COMPLETE that writes over a cancel.
            const isLate = change.decision.event === 'COMPLETE' && record.status === 'cancelled';
            if (isLate) record.status = 'sent';
          });
          return result;
        },
      },
    }),
  },
  {
    name: 'a settled effect is forgotten, and recorded again',
    caughtBy: "an effect is recorded once in a campaign's life, also when it is settled already",
    apply: (system) => ({
      store: {
        settleEffects: async (effects) => {
          await system.store.settleEffects(effects);
          tamperAll(system, ({ campaigns }) => {
            for (const row of campaigns)
              row.effects = row.effects.filter((each) => !each.settledAs);
          });
        },
      },
    }),
  },
  {
    name: 'effects of one campaign overtake each other',
    caughtBy: 'an effect waits for those recorded before it',
    apply: (system) => ({
      store: {
        dueEffects: async ({ limit }) => {
          const now = await system.store.now();
          const ids = system.dump().campaigns.map(({ record }) => record.id);
          const open = await Promise.all(ids.map((id) => system.store.openEffects(id)));
          return open
            .flat()
            .filter(({ nextTryAt }) => nextTryAt <= now)
            .slice(0, limit);
        },
      },
    }),
  },
  {
    name: 'effects come in the order of their campaigns',
    caughtBy: 'effects of several campaigns come in commit order, up to the limit',
    apply: (system) => ({
      store: {
        dueEffects: async ({ limit, ...query }) => {
          const due = await system.store.dueEffects({ ...query, limit: 1000 });
          return [...due].sort((a, b) => (a.campaignId < b.campaignId ? -1 : 1)).slice(0, limit);
        },
      },
    }),
  },
  {
    name: 'an effect does not say when its campaign is due',
    caughtBy: 'an effect says all that the relay has to know',
    apply: ({ store }) => ({
      store: {
        dueEffects: async (query) =>
          (await store.dueEffects(query)).map((effect) => ({ ...effect, dueAt: null })),
      },
    }),
  },
  {
    name: 'a failed effect is tried again at once',
    caughtBy: 'a failed effect is tried again when its time has come, and holds up those after it',
    apply: ({ store }) => ({
      store: {
        deferEffect: (effect, failure) => store.deferEffect(effect, { ...failure, retryInMs: 0 }),
      },
    }),
  },
  {
    name: 'deferring opens an effect that was settled',
    caughtBy: 'settling twice, settling nothing and deferring what is settled is harmless',
    apply: (system) => ({
      store: {
        deferEffect: async (effect, failure) => {
          tamper(system, effect.campaignId, ({ effects }) => {
            for (const row of effects) if (row.effect === effect.effect) row.settledAs = null;
          });
          await system.store.deferEffect(effect, failure);
        },
      },
    }),
  },
  {
    name: 'an insert records no effects',
    caughtBy: 'an adopted campaign can bring an effect with it',
    apply: ({ store }) => ({
      store: { insert: (campaign, options) => store.insert({ ...campaign, effects: [] }, options) },
    }),
  },
  {
    name: 'the store decides by itself which effects there are',
    caughtBy: 'a campaign without effects has none due',
    apply: ({ store }) => ({
      store: {
        commit: (change, options) =>
          store.commit(
            change.decision.event === 'SCHEDULE' ? { ...change, effects: ['enqueue'] } : change,
            options,
          ),
      },
    }),
  },
  {
    name: 'within runs after the commit',
    caughtBy: 'if within throws, nothing is written, and the command can be asked again',
    apply: ({ store, transaction }) => ({
      store: {
        commit: async (change, { within, ...options } = {}) => {
          const result = await store.commit(change, options);
          if (within && result.outcome === 'committed') {
            await transaction(async (tx) => within(tx));
          }
          return result;
        },
      },
    }),
  },
  {
    name: 'within runs before the write, with a handle that does not see it',
    caughtBy: 'within runs for what is written, with a handle that sees it',
    apply: ({ store, transaction }) => ({
      store: {
        insert: async (campaign, { within, ...options } = {}) => {
          if (within) await transaction(async (tx) => within(tx));
          return store.insert(campaign, options);
        },
      },
    }),
  },
  {
    name: 'within runs whatever comes of the write',
    caughtBy: 'within does not run for what is not written',
    apply: ({ store, transaction }) => ({
      store: {
        commit: async (change, options = {}) => {
          const result = await store.commit(change, options);
          const { within } = options;
          if (within && result.outcome !== 'committed') {
            await transaction(async (tx) => within(tx));
          }
          return result;
        },
      },
    }),
  },
  {
    name: "the embedder's transaction is not joined",
    caughtBy: 'commands in a transaction that rolls back leave no trace',
    apply: ({ store }) => ({
      store: {
        insert: (campaign, { tx: _, ...options } = {}) => store.insert(campaign, options),
        commit: (change, { tx: _, ...options } = {}) => store.commit(change, options),
        read: (id) => store.read(id),
      },
    }),
  },
  {
    name: "what was written in the embedder's transaction is lost",
    caughtBy: "commands in a transaction of the embedder's own are written with it",
    apply: (system) => ({
      store: {
        insert: async (campaign, options = {}) => {
          if (!options.tx) return system.store.insert(campaign, options);
          const row = await system.store.insert(campaign, options);
          options.tx.afterCommit.push(() =>
            tamperAll(system, (all) => {
              all.campaigns = all.campaigns.filter(({ record }) => record.id !== campaign.id);
            }),
          );
          return row;
        },
      },
    }),
  },
  {
    name: "in the embedder's transaction any move is made",
    caughtBy: 'a move that the lifecycle does not have is refused in a transaction too',
    apply: ({ store }) => ({
      store: {
        commit: async (change, options = {}) => {
          const row = options.tx?.state.campaigns.get(change.campaignId);
          if (!row || !change.decision.accepted || !options.tx)
            return store.commit(change, options);
          const campaign = { ...row.record, status: change.decision.to };
          options.tx.state.campaigns.set(change.campaignId, { ...row, record: campaign });
          return { outcome: 'committed', campaign, at: 0 };
        },
      },
    }),
  },
];
