import { campaignEventTypes, campaignStatuses, can, decide } from '../lifecycle/index.js';
import type { CampaignStore, StatusChange } from '../service/campaign-store.js';
import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { campaignIn, changeFor, fresh, mustCommit, readyCampaign } from './make-campaigns.js';

type Event = StatusChange['decision']['event'];

/** One command, decided on every status that accepts its event. */
const changesFor = (campaignId: string, event: Event, other: Partial<StatusChange> = {}) => {
  const same = { commandId: fresh('command'), ...other };
  const [first, ...others] = campaignStatuses
    .filter((status) => can(status, event))
    .map((status) => changeFor(campaignId, status, event, same));
  return [expectFound(first, `a status that accepts ${event}`), ...others] as const;
};

/** A store that does not have the method has nothing to keep here. */
const trying =
  (run: (store: Required<CampaignStore>, system: TestSystem) => Promise<void>) =>
  async (system: TestSystem) => {
    if (system.store.tryCommit) await run(system.store as Required<CampaignStore>, system);
  };

const linesOf = (store: CampaignStore, id: string) => store.history(id, { after: 0, limit: 10 });

/** Commands without a read before them. */
export const storeTryCases: readonly CaseBody[] = [
  {
    name: 'a command that is tried moves a status that accepts it, and no other',
    run: trying(async (store, system) => {
      for (const from of campaignStatuses) {
        for (const event of campaignEventTypes) {
          const id = await campaignIn(system, from);
          const before = await linesOf(store, id);
          // Whether there is anything left to settle is not what this case asks.
          const changes = changesFor(id, event).map(({ guard: _, ...change }) => change);
          const result = await store.tryCommit(changes as never);
          const decision = decide(from, { type: event });
          const to = decision.accepted ? decision.to : from;
          expectEqual((await store.read(id))?.status, to, `the status after ${event} in ${from}`);
          const lines = await linesOf(store, id);
          if (decision.accepted) {
            const campaign = await store.read(id);
            expectPart(result, { outcome: 'committed', decision, campaign }, `${event} in ${from}`);
            expectEqual(lines.at(-1)?.decision, decision, 'the answer in the history');
          } else {
            expectEqual(result, undefined, `${event} in ${from}`);
            expectEqual(lines, before, 'the history');
          }
        }
      }
    }),
  },
  {
    name: 'a command that is tried records the effects of the status it has found',
    run: trying(async (store, system) => {
      const effectsOf = async (id: string) =>
        (await store.openEffects(id)).map(({ effect }) => effect);
      for (const [from, effect] of [
        ['ready', 'dequeue'],
        ['sending', 'abort-dispatch'],
      ] as const) {
        const id = await campaignIn(system, from);
        const before = await effectsOf(id);
        const [first, ...others] = changesFor(id, 'CANCEL', { by: 'ann', reason: 'wrong price' });
        const recorded = (change: StatusChange): StatusChange => ({
          ...change,
          effects: change.decision.accepted ? change.decision.effects.map(({ type }) => type) : [],
        });
        await store.tryCommit([recorded(first), ...others.map(recorded)]);
        expectEqual(await effectsOf(id), [...before, effect], `the effects of a CANCEL in ${from}`);
        const said = { by: 'ann', reason: 'wrong price', from };
        expectPart((await store.read(id))?.cancellation, said, 'the cancellation');
      }
    }),
  },
  {
    name: 'a command that is tried writes nothing where its guard is not met',
    run: trying(async (store, system) => {
      const id = await campaignIn(system, 'sending');
      const before = await linesOf(store, id);
      expectEqual(await store.tryCommit(changesFor(id, 'COMPLETE')), undefined, 'COMPLETE');
      expectEqual((await store.read(id))?.status, 'sending', 'the status');
      expectEqual(await linesOf(store, id), before, 'the history');
      const nobody = changesFor(fresh('campaign'), 'CANCEL');
      expectEqual(await store.tryCommit(nobody), undefined, 'a campaign that is not there');
    }),
  },
  {
    name: 'a command id that was answered is not tried again',
    run: trying(async (store, system) => {
      const id = await campaignIn(system, 'draft');
      const early = changeFor(id, 'draft', 'CANCEL');
      await store.commit(early);
      await mustCommit(system, id, 'draft', 'SCHEDULE');
      const again = changesFor(id, 'CANCEL', { commandId: early.commandId });
      expectEqual(await store.tryCommit(again), undefined, 'the command again');
      expectEqual((await store.read(id))?.status, 'ready', 'the status');
    }),
  },
  {
    name: 'of many that are tried at once one is written',
    run: trying(async (store, system) => {
      const id = await readyCampaign(system);
      const events = ['CANCEL', 'START', 'CANCEL', 'CANCEL', 'START', 'CANCEL'] as const;
      const tries = events.map((event) => store.tryCommit(changesFor(id, event)));
      const written = (await Promise.all(tries)).flatMap((result) => result?.decision ?? []);
      const froms = written.map(({ from }) => from);
      expectEqual(new Set(froms).size, froms.length, 'how many moved out of different statuses');
      expectEqual(froms.includes('ready'), true, 'whether somebody moved it');
      const lines = (await linesOf(store, id)).slice(-written.length);
      expectEqual(
        lines.map(({ decision }) => decision?.from).toSorted(),
        froms.toSorted(),
        'the history',
      );
    }),
  },
];
