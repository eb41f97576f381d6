import { campaignEventTypes, campaignStatuses, decide } from '../lifecycle/index.js';
import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectRefusal, expectThat } from './expect.js';
import {
  campaignIn,
  changeFor,
  changeOf,
  commit,
  draft,
  fresh,
  mustCommit,
  readyCampaign,
} from './make-campaigns.js';

const hourMs = 3_600_000;

/** The compare-and-set. */
export const storeCommitCases: readonly CaseBody[] = [
  {
    name: 'every status takes every event as the lifecycle says',
    run: async (system) => {
      for (const from of campaignStatuses) {
        for (const event of campaignEventTypes) {
          const id = await campaignIn(system, from);
          const decision = decide(from, { type: event });
          // Whether there is anything left to settle is not what this case asks.
          const result = await system.store.commit(changeOf(id, decision));
          const to = decision.accepted ? decision.to : from;
          expectEqual(result.outcome, 'committed', `${event} in ${from}`);
          const found = expectFound(await system.store.read(id), 'the campaign');
          expectEqual(found.status, to, `the status after ${event} in ${from}`);
          const lines = await system.store.history(id, { after: 0, limit: 10 });
          expectEqual(lines.at(-1)?.decision, decision, `the answer in the history`);
        }
      }
    },
  },
  {
    name: 'a move that the lifecycle does not have is refused, and nothing is written',
    run: async (system) => {
      for (const from of campaignStatuses) {
        for (const to of campaignStatuses) {
          const moves = campaignEventTypes.map((type) => decide(from, { type }));
          if (moves.some((move) => move.accepted && move.to === to)) continue;
          const id = await campaignIn(system, from);
          const before = await system.store.history(id, { after: 0, limit: 10 });
          const forged = { accepted: true, from, event: 'CANCEL', to, effects: [] } as never;
          await expectRefusal(() => system.store.commit(changeOf(id, forged)), `${from} -> ${to}`);
          expectEqual((await system.store.read(id))?.status, from, 'the status');
          const after = await system.store.history(id, { after: 0, limit: 10 });
          expectEqual(after, before, 'the history');
        }
      }
    },
  },
  {
    name: 'a status that has moved is told, and nothing is written',
    run: async (system) => {
      const id = await readyCampaign(system);
      await mustCommit(system, id, 'ready', 'START');
      const before = await system.store.history(id, { after: 0, limit: 10 });
      const change = changeFor(id, 'ready', 'CANCEL');
      const result = await system.store.commit(change);
      expectPart(result, { outcome: 'moved' }, 'CANCEL decided on ready');
      const campaign = result.outcome === 'moved' ? result.campaign : undefined;
      expectPart(campaign, { id, status: 'sending', cancellation: null }, 'the campaign found');
      expectEqual(await system.store.history(id, { after: 0, limit: 10 }), before, 'the history');
      expectEqual(await system.store.openEffects(id), [], 'the effects');
      expectEqual(await system.store.findCommand(id, change.commandId), undefined, 'the command');
    },
  },
  {
    name: 'a rejection is written to the history and nowhere else',
    run: async (system) => {
      const id = await campaignIn(system, 'draft');
      const before = expectFound(await system.store.read(id), 'the campaign');
      const change = changeFor(id, 'draft', 'CANCEL', { by: 'ann', effects: ['dequeue'] });
      expectPart(
        await system.store.commit(change),
        { outcome: 'committed', campaign: before },
        'it',
      );
      expectEqual(await system.store.read(id), before, 'the campaign');
      expectEqual(await system.store.openEffects(id), [], 'the effects');
      const entry = await system.store.findCommand(id, change.commandId);
      expectPart(entry, { event: 'CANCEL', by: 'ann', decision: change.decision }, 'the entry');
    },
  },
  {
    name: 'a rejection that was decided on another status writes nothing',
    run: async (system) => {
      const id = await readyCampaign(system);
      const change = changeFor(id, 'draft', 'CANCEL');
      expectPart(await system.store.commit(change), { outcome: 'moved' }, 'it');
      expectEqual(await system.store.findCommand(id, change.commandId), undefined, 'the command');
    },
  },
  {
    name: "START waits until its time has come, by the store's clock",
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      await store.insert(draft(id));
      const dueAt = (await store.now()) + hourMs;
      await mustCommit(system, id, 'draft', 'SCHEDULE', { dueAt });
      const early = changeFor(id, 'ready', 'START');
      const result = await store.commit(early);
      expectPart(result, { outcome: 'guarded' }, 'START before its time');
      expectPart(await store.read(id), { status: 'ready', dueAt }, 'the campaign');
      expectEqual(await store.findCommand(id, early.commandId), undefined, 'the command');
      await system.advance(hourMs);
      expectPart(await store.commit(early), { outcome: 'committed' }, 'the same START, in time');
    },
  },
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
