import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectRefusal } from './expect.js';
import {
  campaignIn,
  changeFor,
  commit,
  draft,
  fresh,
  mustCommit,
  readyCampaign,
} from './make-campaigns.js';

/** The crash points: the answer was lost after the commit, and the caller asks again. */
export const storeReplayCases: readonly CaseBody[] = [
  {
    name: 'a command asked again gets its first answer, and is not done again',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const change = changeFor(id, 'ready', 'CANCEL', { by: 'ann' });
      await store.commit(change);
      const first = expectFound(await store.findCommand(id, change.commandId), 'the command');
      const before = await store.history(id, { after: 0, limit: 10 });
      await system.advance(1000);
      // Whoever asks again has read the status again, so the decision may be another one.
      const again = { ...changeFor(id, 'cancelled', 'CANCEL'), commandId: change.commandId };
      for (const asked of [change, again]) {
        const result = await store.commit(asked);
        expectPart(result, { outcome: 'replayed', entry: first }, 'the answer');
      }
      expectEqual(await store.history(id, { after: 0, limit: 10 }), before, 'the history');
      expectEqual((await store.openEffects(id)).length, 1, 'the number of effects');
    },
  },
  {
    name: 'the first answer stands whatever has happened since',
    run: async (system) => {
      const { store } = system;
      const id = await campaignIn(system, 'draft');
      const schedule = changeFor(id, 'draft', 'SCHEDULE');
      await store.commit(schedule);
      await mustCommit(system, id, 'ready', 'CANCEL');
      const result = await store.commit(schedule);
      expectPart(result, { outcome: 'replayed' }, 'SCHEDULE asked again after a CANCEL');
      expectPart(await store.read(id), { status: 'cancelled' }, 'the campaign');
    },
  },
  {
    name: 'a rejection asked again is that rejection, although it would be accepted by now',
    run: async (system) => {
      const { store } = system;
      const id = await campaignIn(system, 'draft');
      const early = changeFor(id, 'draft', 'CANCEL');
      await store.commit(early);
      await mustCommit(system, id, 'draft', 'SCHEDULE');
      const now = { ...changeFor(id, 'ready', 'CANCEL'), commandId: early.commandId };
      const result = await store.commit(now);
      const decision = result.outcome === 'replayed' ? result.entry.decision : null;
      expectEqual(decision, early.decision, 'the answer');
      expectPart(await store.read(id), { status: 'ready' }, 'the campaign');
    },
  },
  {
    name: 'a command id that was used for another event is refused',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      const commandId = fresh('command');
      await store.insert(draft(id, { commandId }));
      const schedule = changeFor(id, 'draft', 'SCHEDULE');
      const reused = { code: 'command-id-reused' };
      await expectRefusal(() => store.commit({ ...schedule, commandId }), 'after CREATE', reused);
      expectPart(await store.read(id), { status: 'draft' }, 'the campaign');
      await store.commit(schedule);
      const start = { ...changeFor(id, 'ready', 'START'), commandId: schedule.commandId };
      await expectRefusal(() => store.commit(start), 'after SCHEDULE', reused);
      expectPart(await store.read(id), { status: 'ready' }, 'the campaign');
    },
  },
  {
    name: 'a command id belongs to one campaign',
    run: async (system) => {
      const [one, two] = [await readyCampaign(system), await readyCampaign(system)];
      const commandId = fresh('command');
      await mustCommit(system, one, 'ready', 'CANCEL', { commandId });
      await mustCommit(system, two, 'ready', 'START', { commandId });
      expectEqual((await system.store.findCommand(two, commandId))?.event, 'START', 'its event');
    },
  },
  {
    name: 'an insert asked again changes nothing',
    run: async (system) => {
      const { store } = system;
      const campaign = draft(fresh('campaign'), { data: { title: 'first' } });
      const { campaign: first } = await store.insert(campaign);
      await system.advance(1000);
      const again = await store.insert({ ...campaign, data: { title: 'second' } });
      expectEqual(again, { inserted: false, campaign: first }, 'the answer');
      expectEqual(await store.read(campaign.id), first, 'the campaign');
      const lines = await store.history(campaign.id, { after: 0, limit: 10 });
      expectEqual(lines.length, 1, 'the lines of its history');
    },
  },
  {
    name: 'five at once with one command id are one command',
    run: async (system) => {
      const id = await readyCampaign(system);
      const commandId = fresh('command');
      const results = await Promise.all(
        [1, 2, 3, 4, 5].map(() => commit(system, id, 'ready', 'CANCEL', { commandId })),
      );
      const outcomes = results.map(({ outcome }) => outcome).sort();
      const expected = ['committed', 'replayed', 'replayed', 'replayed', 'replayed'];
      expectEqual(outcomes, expected, 'the outcomes');
    },
  },
];
