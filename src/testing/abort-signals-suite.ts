import type { AbortNews } from '../service/abort-signals.js';
import {
  type CaseBody,
  type ConformanceCase,
  type SuiteOptions,
  suiteOf,
  type TestSystem,
} from './conformance-case.js';
import { eventually, quietly } from './eventually.js';
import { expectEqual, expectRefusal } from './expect.js';
import { changeFor, draft, fresh, sendingCampaign } from './make-campaigns.js';
import { ordinaryTexts } from './texts.js';

/** Cancels a sending campaign and publishes it as the service does. */
const cancelAndPublish = async ({ store, signals }: TestSystem, id: string): Promise<void> => {
  const cancel = changeFor(id, 'sending', 'CANCEL');
  if (signals.toldByCommit) {
    await store.commit(cancel);
    return;
  }
  const within = (tx: unknown) => signals.publish(id, tx);
  await store.commit(cancel, signals.joinsTransaction ? { within } : {});
  if (!signals.joinsTransaction) await signals.publish(id);
};

const listen = async ({ signals }: TestSystem, id: string) => {
  const heard: AbortNews[] = [];
  const end = await signals.subscribe(id, (news) => heard.push(news));
  return { heard, end };
};

const isAbort = (news: AbortNews) => news === 'abort';

const cases: readonly CaseBody[] = [
  {
    name: 'who listens to a campaign hears of its cancel',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const all = [await listen(system, id), await listen(system, id)];
      await quietly(system);
      expectEqual(all.flatMap(({ heard }) => heard).filter(isAbort), [], 'before the cancel');
      await cancelAndPublish(system, id);
      const everybody = () => all.every(({ heard }) => heard.length > 0);
      await eventually(system, everybody, 'every listener hears of it');
      for (const { end } of all) end();
    },
  },
  {
    name: 'who listens to another campaign is not told that it was cancelled',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const other = await listen(system, await sendingCampaign(system));
      const own = await listen(system, id);
      await cancelAndPublish(system, id);
      await eventually(system, () => own.heard.length > 0, 'the listener hears of it');
      await quietly(system);
      expectEqual(other.heard.filter(isAbort), [], 'what the other listener was told');
      for (const { end } of [own, other]) end();
    },
  },
  {
    name: 'who has stopped listening hears nothing, at once; the same function may listen twice',
    run: async (system) => {
      const id = await sendingCampaign(system);
      let calls = 0;
      const listener = () => {
        calls += 1;
      };
      const first = await system.signals.subscribe(id, listener);
      const second = await system.signals.subscribe(id, listener);
      const gone = await listen(system, id);
      gone.end();
      first();
      first();
      await cancelAndPublish(system, id);
      await eventually(system, () => calls > 0, 'the second subscription hears of it');
      second();
      const before = calls;
      await system.signals.publish(id);
      await quietly(system);
      expectEqual(gone.heard, [], 'what was heard after the end');
      expectEqual(calls, before, 'how many calls there were after the end of both');
    },
  },
  {
    name: 'a listener that throws harms neither the others nor the cancel',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const end = await system.signals.subscribe(id, () => {
        throw new Error('thrown on purpose');
      });
      const other = await listen(system, id);
      await cancelAndPublish(system, id);
      await eventually(system, () => other.heard.length > 0, 'the other listener hears of it');
      expectEqual((await system.store.read(id))?.status, 'cancelled', 'the status');
      for (const stop of [end, other.end]) stop();
    },
  },
  {
    name: 'publishing with nobody listening, for an unknown campaign, or twice, is harmless',
    run: async (system) => {
      await system.signals.publish(fresh('nobody'));
      const id = await sendingCampaign(system);
      await cancelAndPublish(system, id);
      await system.signals.publish(id);
      await system.signals.publish(id);
    },
  },
  {
    name: 'ids with quotes, emoji and look-alikes are told apart',
    run: async (system) => {
      const all = new Map<string, Awaited<ReturnType<typeof listen>>>();
      for (const id of ordinaryTexts) {
        await system.store.insert(draft(id, { status: 'sending', event: 'ADOPT' }));
        all.set(id, await listen(system, id));
      }
      const half = ordinaryTexts.filter((_, index) => index % 2 === 0);
      for (const id of half) await cancelAndPublish(system, id);
      const everybody = () => half.every((id) => (all.get(id)?.heard.length ?? 0) > 0);
      await eventually(system, everybody, 'every listener of a cancelled campaign hears of it');
      await quietly(system);
      for (const [id, { heard, end }] of all) {
        if (!half.includes(id)) expectEqual(heard.filter(isAbort), [], `what ${id} was told`);
        end();
      }
    },
  },
  {
    name: 'signals that join the transaction are heard if and only if it commits',
    run: async (system) => {
      const { store, signals } = system;
      if (!signals.joinsTransaction) return;
      const id = await sendingCampaign(system);
      const own = await listen(system, id);
      const within = async (tx: unknown) => {
        await signals.publish(id, tx);
        throw new Error('thrown on purpose');
      };
      const cancel = changeFor(id, 'sending', 'CANCEL');
      await expectRefusal(() => store.commit(cancel, { within }), 'a cancel that rolls back');
      await quietly(system);
      expectEqual(own.heard.filter(isAbort), [], 'what was told of it');
      await cancelAndPublish(system, id);
      await eventually(system, () => own.heard.length > 0, 'the listener hears of the next');
      own.end();
    },
  },
];

/**
 * What `AbortSignals` have to do. They may lose and repeat messages in the field; here, with nothing
 * in the way, they have to get through.
 *
 * @example
 * for (const { name, run } of testAbortSignals({ create })) it(name, run);
 */
export function testAbortSignals<Tx>(options: SuiteOptions<Tx>): readonly ConformanceCase[] {
  return suiteOf(cases, options);
}
