import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectRefusal, expectThat } from './expect.js';
import {
  campaignIn,
  changeFor,
  commit,
  draft,
  fresh,
  mustCommit,
  readyCampaign,
} from './make-campaigns.js';
import { ordinaryTexts, unusualTexts } from './texts.js';

const titled = (title: string) => ({ title });

const storeExactly = async ({ store }: TestSystem, id: string): Promise<void> => {
  const campaign = draft(id, { data: titled(id), commandId: id, by: id, reason: id });
  await store.insert(campaign);
  expectPart(await store.read(id), { id, data: titled(id) }, 'the campaign');
  const [line] = await store.history(id, { after: 0, limit: 2 });
  expectPart(line, { campaignId: id, commandId: id, by: id, reason: id }, 'its history');
  expectPart(await store.findCommand(id, id), { commandId: id }, 'its command');
};

/** Text and values that break what was not built for them. */
export const storeInputCases: readonly CaseBody[] = [
  {
    name: 'ids and texts with quotes, emoji and look-alikes are kept exactly and kept apart',
    run: async (system) => {
      const { store } = system;
      for (const id of ordinaryTexts) await storeExactly(system, id);
      const { campaigns } = await store.list({ limit: 1000 });
      expectEqual(campaigns.map(({ id }) => id).reverse(), ordinaryTexts, 'all the ids');
      for (const id of ordinaryTexts) await mustCommit(system, id, 'draft', 'SCHEDULE');
      const effects = await store.dueEffects({ limit: 1000 });
      expectEqual(
        effects.map(({ campaignId }) => campaignId),
        ordinaryTexts,
        'their effects',
      );
    },
  },
  {
    name: 'text that a database may not take is stored exactly or refused as a whole',
    run: async (system) => {
      const { store } = system;
      for (const id of unusualTexts) {
        const isStored = await store.insert(draft(id)).then(
          () => true,
          () => false,
        );
        const found = await store.read(id).catch(() => undefined);
        expectEqual(found?.id, isStored ? id : undefined, 'the id that is found');
      }
      const { campaigns } = await store.list({ limit: 1000 });
      expectThat(
        new Set(campaigns.map(({ id }) => id)).size === campaigns.length,
        'ids are unique',
      );
    },
  },
  {
    name: 'a reason of a megabyte is stored exactly or refused as a whole',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const reason = 'because '.repeat(131_072);
      const cancel = changeFor(id, 'ready', 'CANCEL', { reason });
      const isStored = await store.commit(cancel).then(
        ({ outcome }) => outcome === 'committed',
        () => false,
      );
      const { status, cancellation } = expectFound(await store.read(id), 'the campaign');
      expectEqual(status, isStored ? 'cancelled' : 'ready', 'the status');
      expectThat((cancellation?.reason === reason) === isStored, 'the reason is whole');
      const entry = await store.findCommand(id, cancel.commandId);
      expectThat((entry?.reason === reason) === isStored, 'the reason in the history is whole');
    },
  },
  {
    name: 'data is kept as it is, and nobody can reach into it',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      const data = JSON.parse(
        '{"a":[1,2.5,-0.1,1e300,null,true,{}],"":"empty","__proto__":{"x":1},"t":"a\\"b\\u0000😀"}',
      );
      const given = structuredClone(data);
      await store.insert(draft(id, { data: given }));
      given.a.push('changed');
      const first = expectFound(await store.read(id), 'the campaign');
      expectEqual(first.data, data, 'the data');
      try {
        (first.data as { a: unknown[] }).a.push('changed');
      } catch {
        // Frozen is as good as a copy.
      }
      expectEqual((await store.read(id))?.data, data, 'the data, read again');
    },
  },
  {
    name: 'data that JSON would change is refused',
    run: async (system) => {
      const { store } = system;
      const cycle: Record<string, unknown> = {};
      cycle['self'] = cycle;
      const bad = [Number.NaN, 1n, new Date(0), new Map(), [undefined], { f: () => {} }, cycle];
      for (const data of bad) {
        const id = fresh('campaign');
        const refused = { code: 'invalid-data' };
        await expectRefusal(() => store.insert(draft(id, { data })), 'such data', refused);
        expectEqual(await store.read(id), undefined, 'the campaign');
      }
    },
  },
  {
    name: 'a campaign is not inserted in a status that the lifecycle does not know',
    run: async (system) => {
      const id = fresh('campaign');
      const unknown = draft(id, { status: 'paused' as never, event: 'ADOPT' });
      await expectRefusal(() => system.store.insert(unknown), 'paused');
      expectEqual(await system.store.read(id), undefined, 'the campaign');
    },
  },
  {
    name: 'a stored status that the lifecycle does not know is an error that names the row',
    needs: 'corruptStatus',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const other = await campaignIn(system, 'draft');
      await system.corruptStatus?.(id, 'paused');
      const named = { code: 'unknown-status', includes: JSON.stringify(id) };
      await expectRefusal(() => store.read(id), 'read', named);
      await expectRefusal(() => commit(system, id, 'ready', 'CANCEL'), 'commit', named);
      await expectRefusal(() => store.list({ limit: 10 }), 'list', named);
      expectEqual(await store.waiting(10), [], 'what waits');
      expectPart(await store.read(other), { status: 'draft' }, 'another campaign');
      await system.corruptStatus?.(id, 'ready');
    },
  },
  {
    name: 'the clock is in whole ms and moves as time passes',
    run: async (system) => {
      const before = await system.store.now();
      expectThat(Number.isInteger(before), 'it is a whole number');
      await system.advance(5000);
      expectThat((await system.store.now()) - before >= 5000, 'it moved by what has passed');
    },
  },
];
