import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { campaignIn, draft, fresh, mustCommit, readyCampaign } from './make-campaigns.js';

const limit = 100;

const due = async ({ store }: TestSystem) =>
  (await store.dueEffects({ limit })).map(({ campaignId, effect }) => [campaignId, effect]);

const scheduledAndCancelled = async (system: TestSystem): Promise<string> => {
  const id = await campaignIn(system, 'draft');
  await mustCommit(system, id, 'draft', 'SCHEDULE');
  await mustCommit(system, id, 'ready', 'CANCEL');
  return id;
};

/** Effects that wait for the relay. */
export const storeEffectCases: readonly CaseBody[] = [
  {
    name: 'an effect waits for those recorded before it',
    run: async (system) => {
      const { store } = system;
      const id = await scheduledAndCancelled(system);
      expectEqual(await due(system), [[id, 'enqueue']], 'what is due first');
      const open = (await store.openEffects(id)).map(({ effect }) => effect);
      expectEqual(open, ['enqueue', 'dequeue'], 'what is open');
      await store.settleEffects([{ campaignId: id, effect: 'enqueue', as: 'superseded' }]);
      expectEqual(await due(system), [[id, 'dequeue']], 'what is due then');
      await store.settleEffects([{ campaignId: id, effect: 'dequeue', as: 'done' }]);
      expectEqual(await due(system), [], 'what is due at the end');
      expectEqual(await store.openEffects(id), [], 'what is open at the end');
    },
  },
  {
    name: 'effects of several campaigns come in commit order, up to the limit',
    run: async (system) => {
      const { store } = system;
      const ids = [fresh('campaign'), fresh('campaign'), fresh('campaign')] as const;
      for (const id of ids) await store.insert(draft(id));
      const order = [ids[2], ids[0], ids[1]];
      for (const id of order) await mustCommit(system, id, 'draft', 'SCHEDULE');
      const expected = order.map((id) => [id, 'enqueue']);
      expectEqual(await due(system), expected, 'all of them');
      const two = await store.dueEffects({ limit: 2 });
      expectEqual(
        two.map(({ campaignId }) => campaignId),
        order.slice(0, 2),
        'two of them',
      );
      const one = await store.dueEffects({ limit, campaignId: ids[1] });
      expectEqual(
        one.map(({ campaignId }) => campaignId),
        [ids[1]],
        'those of one campaign',
      );
    },
  },
  {
    name: 'an effect says all that the relay has to know',
    run: async (system) => {
      const { store } = system;
      const id = await campaignIn(system, 'draft');
      const dueAt = (await store.now()) + 5000;
      await mustCommit(system, id, 'draft', 'SCHEDULE', { dueAt });
      const recordedAt = expectFound(await store.read(id), 'the campaign').changedAt;
      const [effect] = await store.dueEffects({ limit });
      const expected = {
        campaignId: id,
        effect: 'enqueue',
        attempts: 0,
        recordedAt,
        dueAt,
        lastError: null,
      };
      expectPart(effect, expected, 'the effect');
      expectEqual(await store.openEffects(id), [effect], 'the same, for an operator');
    },
  },
  {
    name: 'a failed effect is tried again when its time has come, and holds up those after it',
    run: async (system) => {
      const { store } = system;
      const id = await scheduledAndCancelled(system);
      const failed = { campaignId: id, effect: 'enqueue' } as const;
      await store.deferEffect(failed, { code: 'queue-failed', retryInMs: 60_000 });
      expectEqual(await due(system), [], 'what is due before that');
      const [open] = await store.openEffects(id);
      expectPart(open, { effect: 'enqueue', attempts: 1, lastError: 'queue-failed' }, 'the effect');
      await system.advance(60_000);
      expectEqual(await due(system), [[id, 'enqueue']], 'what is due then');
      await store.deferEffect(failed, { code: 'timeout', retryInMs: 0 });
      const [again] = await store.dueEffects({ limit });
      expectPart(again, { attempts: 2, lastError: 'timeout' }, 'the effect, failed twice');
    },
  },
  {
    name: "an effect is recorded once in a campaign's life, also when it is settled already",
    run: async (system) => {
      const { store } = system;
      const open = fresh('campaign');
      await store.insert(draft(open, { effects: ['enqueue'] }));
      await mustCommit(system, open, 'draft', 'SCHEDULE');
      expectEqual((await store.openEffects(open)).length, 1, 'the open effects');
      await store.settleEffects([{ campaignId: open, effect: 'enqueue', as: 'done' }]);
      await mustCommit(system, open, 'ready', 'CANCEL', { effects: ['enqueue', 'dequeue'] });
      const effects = (await store.openEffects(open)).map(({ effect }) => effect);
      expectEqual(effects, ['dequeue'], 'the open effects at the end');
    },
  },
  {
    name: 'settling twice, settling nothing and deferring what is settled is harmless',
    run: async (system) => {
      const { store } = system;
      const id = await campaignIn(system, 'draft');
      await mustCommit(system, id, 'draft', 'SCHEDULE');
      const effect = { campaignId: id, effect: 'enqueue', as: 'done' } as const;
      await store.settleEffects([effect, effect]);
      await store.settleEffects([effect, { ...effect, effect: 'abort-dispatch' }]);
      await store.settleEffects([{ ...effect, campaignId: fresh('nobody') }]);
      await store.settleEffects([]);
      await store.deferEffect(effect, { code: 'late', retryInMs: 0 });
      expectEqual(await store.openEffects(id), [], 'the open effects');
      expectEqual(await due(system), [], 'the due effects');
    },
  },
  {
    name: 'an adopted campaign can bring an effect with it',
    run: async (system) => {
      const id = fresh('campaign');
      const adopted = { status: 'ready', event: 'ADOPT', effects: ['enqueue'] } as const;
      await system.store.insert(draft(id, adopted));
      expectEqual(await due(system), [[id, 'enqueue']], 'what is due');
      // The same campaign again records nothing again.
      await system.store.insert(draft(id, adopted));
      expectEqual((await system.store.openEffects(id)).length, 1, 'the open effects');
    },
  },
  {
    name: 'a campaign without effects has none due',
    run: async (system) => {
      await readyCampaign(system);
      expectEqual(await due(system), [], 'what is due');
    },
  },
];
