import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectThat } from './expect.js';
import { commit, draft, fresh, mustCommit, readyCampaign } from './make-campaigns.js';

/** What stands in the record and in the history. */
export const storeRecordCases: readonly CaseBody[] = [
  {
    name: 'a time that has passed means now, and a campaign without one is due',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      await store.insert(draft(id));
      const before = await store.now();
      await mustCommit(system, id, 'draft', 'SCHEDULE', { dueAt: 0 });
      const { dueAt } = expectFound(await store.read(id), 'the campaign');
      expectThat((dueAt ?? 0) >= before, 'it is due from now on');
      await mustCommit(system, id, 'ready', 'START');
      const adopted = fresh('campaign');
      await store.insert(draft(adopted, { status: 'ready', event: 'ADOPT' }));
      await mustCommit(system, adopted, 'ready', 'START');
    },
  },
  {
    name: 'a cancellation says who, when, why and from where, and is never changed',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const before = await store.now();
      const said = { by: 'ann', reason: 'a mistake' };
      const result = await commit(system, id, 'ready', 'CANCEL', said);
      const at = result.outcome === 'committed' ? result.at : Number.NaN;
      const cancelled = expectFound(await store.read(id), 'the campaign');
      expectEqual(cancelled.cancellation, { ...said, at, from: 'ready' }, 'the cancellation');
      expectThat(at >= before && at <= (await store.now()), "its time is the commit's");
      expectEqual(cancelled.changedAt, at, 'when the status last moved');
      await system.advance(1000);
      const again = { by: 'bob', reason: 'another' };
      await mustCommit(system, id, 'cancelled', 'CANCEL', again);
      expectEqual(await store.read(id), cancelled, 'the campaign after a repeat');
    },
  },
  {
    name: 'the history tells everything in commit order, page by page',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      await store.insert(draft(id, { by: 'ann', reason: 'new', commandId: 'c1' }));
      await mustCommit(system, id, 'draft', 'SCHEDULE', { by: 'bob', commandId: 'c2' });
      await mustCommit(system, id, 'ready', 'COMPLETE', { reason: 'too early', commandId: 'c3' });
      await mustCommit(system, id, 'ready', 'CANCEL', { commandId: 'c4' });
      const all = await store.history(id, { after: 0, limit: 100 });
      const told = all.map(({ event, commandId, by, reason }) => [event, commandId, by, reason]);
      const expected = [
        ['CREATE', 'c1', 'ann', 'new'],
        ['SCHEDULE', 'c2', 'bob', null],
        ['COMPLETE', 'c3', null, 'too early'],
        ['CANCEL', 'c4', null, null],
      ];
      expectEqual(told, expected, 'the history');
      expectEqual(all[0]?.decision, null, 'there is no decision in a CREATE');
      const rising = all.every(
        ({ sequence }, i) => i === 0 || sequence > (all[i - 1]?.sequence ?? 0),
      );
      expectThat(rising, 'the sequence rises');
      const page = await store.history(id, { after: all[0]?.sequence ?? 0, limit: 2 });
      expectEqual(page, all.slice(1, 3), 'the second page');
      expectEqual(
        await store.history(fresh('nobody'), { after: 0, limit: 9 }),
        [],
        'an unknown id',
      );
    },
  },
  {
    name: 'an unknown campaign is missing',
    run: async (system) => {
      const id = fresh('nobody');
      expectEqual(await commit(system, id, 'draft', 'SCHEDULE'), { outcome: 'missing' }, 'commit');
      expectEqual(await system.store.read(id), undefined, 'read');
      expectEqual(await system.store.findCommand(id, 'c'), undefined, 'findCommand');
      expectEqual(await system.store.openEffects(id), [], 'openEffects');
    },
  },
];
