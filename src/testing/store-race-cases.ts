import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectThat } from './expect.js';
import { changeFor, command, commit, draft, fresh, readyCampaign } from './make-campaigns.js';
import { dispatching } from './make-deliveries.js';

type Act = () => Promise<unknown>;

/** Both orders one after the other, and both at once in both orders: each on a fresh campaign. */
const everyOrder = async (
  setUp: () => Promise<{ readonly acts: readonly [Act, Act]; readonly check: Act }>,
): Promise<void> => {
  for (const isReversed of [false, true]) {
    for (const isConcurrent of [false, true]) {
      const { acts, check } = await setUp();
      const [first, second] = isReversed ? [acts[1], acts[0]] : acts;
      if (isConcurrent) await Promise.all([first(), second()]);
      else for (const act of [first, second]) await act();
      await check();
    }
  }
};

const accepted = async ({ store }: TestSystem, id: string) =>
  (await store.history(id, { after: 0, limit: 100 }))
    .filter(({ decision }) => decision?.accepted)
    .map(({ event }) => event);

/** Races of commands, as one after the other and as many at once. */
export const storeRaceCases: readonly CaseBody[] = [
  {
    name: 'of many cancels one moves the status and records one effect; all see one cancellation',
    run: async (system) => {
      const id = await readyCampaign(system);
      const names = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal'];
      const results = await Promise.all(
        names.map((by) => commit(system, id, 'ready', 'CANCEL', { by })),
      );
      const committed = results.filter(({ outcome }) => outcome === 'committed');
      expectEqual(committed.length, 1, 'how many of them committed');
      const seen = results.map((result) =>
        result.outcome === 'missing' ? null : result.campaign.cancellation,
      );
      const { cancellation } = expectFound(await system.store.read(id), 'the campaign');
      expectThat(cancellation !== null, 'it is cancelled');
      for (const each of seen)
        expectEqual(each, cancellation, 'the cancellation each of them sees');
      const effects = await system.store.openEffects(id);
      expectEqual(
        effects.map(({ effect }) => effect),
        ['dequeue'],
        'the effects',
      );
    },
  },
  {
    name: 'cancel against start: the campaign is cancelled, with the effect of where it was',
    run: (system) =>
      everyOrder(async () => {
        const id = await readyCampaign(system);
        const cancel = () => command(system, id, 'CANCEL');
        const start = () => command(system, id, 'START');
        const check = async () => {
          const { status, cancellation } = expectFound(await system.store.read(id), id);
          expectEqual(status, 'cancelled', 'the status');
          const effects = (await system.store.openEffects(id)).map(({ effect }) => effect);
          const from = cancellation?.from;
          const started = ['START', 'CANCEL'];
          const history = (await accepted(system, id)).slice(1);
          expectEqual(history, from === 'sending' ? started : ['CANCEL'], 'what was accepted');
          const effect = from === 'sending' ? 'abort-dispatch' : 'dequeue';
          expectEqual(effects, [effect], 'the effects');
        };
        return { acts: [cancel, start], check };
      }),
  },
  {
    name: 'cancel against complete: one of them moves the status, and it stays there',
    run: (system) =>
      everyOrder(async () => {
        const { id } = await dispatching(system);
        const cancel = () => command(system, id, 'CANCEL');
        const complete = () => command(system, id, 'COMPLETE');
        const check = async () => {
          const { status, cancellation } = expectFound(await system.store.read(id), id);
          expectThat(
            status === 'sent' || status === 'cancelled',
            `the end is final, not ${status}`,
          );
          const [last, ...more] = (await accepted(system, id)).slice(2);
          expectEqual(last, status === 'sent' ? 'COMPLETE' : 'CANCEL', 'what was accepted');
          expectEqual(more, [], 'what else was accepted');
          expectEqual(cancellation === null, status === 'sent', 'there is no cancellation');
        };
        return { acts: [cancel, complete], check };
      }),
  },
  {
    name: 'of many starts one moves the status',
    run: async (system) => {
      const id = await readyCampaign(system);
      const starts = Array.from({ length: 8 }, () =>
        system.store.commit(changeFor(id, 'ready', 'START')),
      );
      const outcomes = (await Promise.all(starts)).map(({ outcome }) => outcome);
      expectEqual(outcomes.filter((outcome) => outcome === 'committed').length, 1, 'committed');
      expectEqual(outcomes.filter((outcome) => outcome === 'moved').length, 7, 'moved');
    },
  },
  {
    name: 'of many inserts one writes',
    run: async (system) => {
      const id = fresh('campaign');
      const inserts = Array.from({ length: 8 }, (_, data) =>
        system.store.insert(draft(id, { data })),
      );
      const results = await Promise.all(inserts);
      expectEqual(results.filter(({ inserted }) => inserted).length, 1, 'how many inserted');
      const found = await system.store.read(id);
      for (const { campaign } of results) expectEqual(campaign, found, 'the campaign each sees');
    },
  },
];
