import { campaignEventTypes, campaignStatuses, decide } from '../lifecycle/index.js';
import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectRefusal } from './expect.js';
import {
  campaignIn,
  changeFor,
  changeOf,
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
      expectPart(await store.read(id), { status: 'sending', dueAt }, 'the campaign after that');
    },
  },
];
