import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart, expectRefusal } from './expect.js';
import { changeFor, changeOf, draft, fresh, readyCampaign } from './make-campaigns.js';

const fail = (): never => {
  throw new Error('thrown on purpose');
};

/** What joins the transaction of a write, and what a write joins. */
export const storeTransactionCases: readonly CaseBody[] = [
  {
    name: 'within runs for what is written, with a handle that sees it',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      const seen: unknown[] = [];
      const within = async (tx: unknown) => void seen.push((await store.read(id, tx))?.status);
      await store.insert(draft(id), { within });
      await store.commit(changeFor(id, 'draft', 'SCHEDULE'), { within });
      expectEqual(seen, ['draft', 'ready'], 'the statuses that within saw');
    },
  },
  {
    name: 'within does not run for what is not written',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      await store.insert(draft(id));
      const schedule = changeFor(id, 'draft', 'SCHEDULE', { dueAt: (await store.now()) + 60_000 });
      await store.commit(schedule);
      const options = { within: () => fail() };
      expectEqual((await store.insert(draft(id), options)).inserted, false, 'an insert again');
      const outcomes = [];
      const cancel = changeFor(fresh('nobody'), 'ready', 'CANCEL');
      const start = changeFor(id, 'ready', 'START');
      for (const change of [schedule, changeFor(id, 'sending', 'CANCEL'), start, cancel]) {
        outcomes.push((await store.commit(change, options)).outcome);
      }
      expectEqual(outcomes, ['replayed', 'moved', 'guarded', 'missing'], 'the outcomes');
    },
  },
  {
    name: 'if within throws, nothing is written, and the command can be asked again',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const before = [await store.read(id), await store.history(id, { after: 0, limit: 10 })];
      const cancel = changeFor(id, 'ready', 'CANCEL');
      const throwing = [() => fail(), async () => fail(), () => Promise.reject(new Error('no'))];
      for (const within of throwing) {
        await expectRefusal(() => store.commit(cancel, { within }), 'a commit whose within throws');
      }
      const after = [await store.read(id), await store.history(id, { after: 0, limit: 10 })];
      expectEqual(after, before, 'the campaign and its history');
      expectEqual(await store.openEffects(id), [], 'the effects');
      expectEqual(await store.findCommand(id, cancel.commandId), undefined, 'the command');
      expectPart(await store.commit(cancel), { outcome: 'committed' }, 'the same, without it');
      const other = draft(fresh('campaign'));
      await expectRefusal(
        () => store.insert(other, { within: fail }),
        'an insert whose within throws',
      );
      expectEqual(await store.read(other.id), undefined, 'the campaign that was not inserted');
    },
  },
  {
    name: "commands in a transaction of the embedder's own are written with it",
    needs: 'transaction',
    run: async (system) => {
      const { store } = system;
      const id = fresh('campaign');
      const status = await system.transaction?.(async (tx) => {
        await store.insert(draft(id), { tx });
        await store.commit(changeFor(id, 'draft', 'SCHEDULE'), { tx });
        return (await store.read(id, tx))?.status;
      });
      expectEqual(status, 'ready', 'the status that it sees itself');
      expectPart(await store.read(id), { status: 'ready' }, 'the campaign after it');
      expectEqual((await store.openEffects(id)).length, 1, 'the effects after it');
    },
  },
  {
    name: 'commands in a transaction that rolls back leave no trace',
    needs: 'transaction',
    run: async (system) => {
      const { store } = system;
      const id = await readyCampaign(system);
      const other = fresh('campaign');
      const cancel = changeFor(id, 'ready', 'CANCEL');
      const work = system.transaction?.(async (tx) => {
        await store.insert(draft(other), { tx });
        await store.commit(cancel, { tx, within: () => {} });
        fail();
      });
      await expectRefusal(async () => work, 'a transaction that throws');
      expectPart(await store.read(id), { status: 'ready', cancellation: null }, 'the campaign');
      expectEqual(await store.findCommand(id, cancel.commandId), undefined, 'the command');
      expectEqual(await store.openEffects(id), [], 'the effects');
      expectEqual(await store.read(other), undefined, 'the campaign that was inserted in it');
      expectPart(await store.commit(cancel), { outcome: 'committed' }, 'the same, outside');
    },
  },
  {
    name: 'a move that the lifecycle does not have is refused in a transaction too',
    needs: 'transaction',
    run: async (system) => {
      const id = await readyCampaign(system);
      const forged = { accepted: true, from: 'ready', event: 'COMPLETE', to: 'sent', effects: [] };
      const work = system.transaction?.((tx) =>
        system.store.commit(changeOf(id, forged as never), { tx }),
      );
      await expectRefusal(async () => work, 'ready -> sent');
      expectPart(await system.store.read(id), { status: 'ready' }, 'the campaign');
    },
  },
];
