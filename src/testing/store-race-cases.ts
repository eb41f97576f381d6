import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectThat } from './expect.js';
import { changeFor, command, commit, draft, fresh, readyCampaign } from './make-campaigns.js';
import { dispatching } from './make-deliveries.js';
import { orders, race } from './race.js';

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
    run: async (system) => {
      for (const order of orders) {
        const id = await readyCampaign(system);
        const start = () => command(system, id, 'START');
        await race(order, start, () => command(system, id, 'CANCEL'));
        const { status, cancellation } = expectFound(await system.store.read(id), id);
        expectEqual(status, 'cancelled', 'the status');
        const isStarted = cancellation?.from === 'sending';
        const history = (await accepted(system, id)).slice(1);
        expectEqual(history, isStarted ? ['START', 'CANCEL'] : ['CANCEL'], 'what was accepted');
        const effects = (await system.store.openEffects(id)).map(({ effect }) => effect);
        expectEqual(effects, [isStarted ? 'abort-dispatch' : 'dequeue'], 'the effects');
        if (!order.isConcurrent) expectEqual(isStarted, !order.isReversed, 'which came first');
      }
    },
  },
  {
    name: 'cancel against complete: one of them moves the status, and it stays there',
    run: async (system) => {
      for (const order of orders) {
        const { id } = await dispatching(system);
        const complete = () => command(system, id, 'COMPLETE');
        await race(order, complete, () => command(system, id, 'CANCEL'));
        const { status, cancellation } = expectFound(await system.store.read(id), id);
        const isSent = status === 'sent';
        expectThat(isSent || status === 'cancelled', `the end is final, not ${status}`);
        const history = (await accepted(system, id)).slice(2);
        expectEqual(history, [isSent ? 'COMPLETE' : 'CANCEL'], 'what was accepted');
        expectEqual(cancellation === null, isSent, 'there is no cancellation');
        if (!order.isConcurrent) expectEqual(isSent, !order.isReversed, 'which came first');
      }
    },
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
