import type { CaseBody } from './conformance-case.js';
import { eventually, quietly } from './eventually.js';
import { expectEqual, expectRefusal, expectThat } from './expect.js';
import { changeFor, draft, fresh } from './make-campaigns.js';
import { cancel, done, gate, type Handler, schedule, send, worker } from './queue-worker.js';
import { ordinaryTexts } from './texts.js';

/** Jobs, and workers that take them. */
export const queueCases: readonly CaseBody[] = [
  {
    name: 'jobs are handed out when they are due, to a worker that comes before or after them',
    run: async (system) => {
      const early = await schedule(system);
      const { handed, stop } = worker(system, (id) => send(system, id));
      await eventually(
        system,
        () => handed.includes(early),
        'the job that was there is handed out',
      );
      const late = await schedule(system);
      await eventually(system, () => handed.includes(late), 'the job that comes is handed out');
      await stop();
    },
  },
  {
    name: 'a job is not handed out before its time',
    run: async (system) => {
      const later = await schedule(system, { inMs: 1000 });
      const soon = await schedule(system);
      const { handed, stop } = worker(system, (id) => send(system, id));
      await eventually(system, () => handed.includes(soon), 'the one that is due');
      await quietly(system);
      expectEqual(handed.includes(later), false, 'the later one is handed out before its time');
      await system.advance(1000);
      await eventually(system, () => handed.includes(later), 'the later one, in time');
      await stop();
    },
  },
  {
    name: 'a job that is done is not handed out again; enqueued twice, it is one job',
    run: async (system) => {
      const { store, queue } = system;
      const id = await schedule(system);
      await queue.enqueue({ campaignId: id, runAt: await store.now() });
      const { handed, stop } = worker(system, (each) => send(system, each));
      await eventually(system, () => handed.length > 0, 'the job is handed out');
      await quietly(system);
      expectEqual(handed, [id], 'what was handed out');
      await stop();
    },
  },
  {
    name: 'a job that is not done, or whose handler throws, is handed out again later',
    run: async (system) => {
      const [patient, thrown] = [await schedule(system), await schedule(system)];
      const seen = new Map<string, number>();
      const { stop } = worker(system, async (id) => {
        const time = (seen.get(id) ?? 0) + 1;
        seen.set(id, time);
        if (time > 1) return send(system, id);
        if (id === thrown) throw new Error('thrown on purpose');
        return { done: false, retryInMs: 100 };
      });
      const again = (id: string) => () => (seen.get(id) ?? 0) > 1;
      await eventually(system, again(patient), 'the one that was not done');
      await eventually(system, again(thrown), 'the one whose handler threw');
      await stop();
    },
  },
  {
    name: 'at most so many handlers run at once, and all jobs are handed out all the same',
    run: async (system) => {
      const ids: string[] = [];
      for (let job = 0; job < 6; job += 1) ids.push(await schedule(system));
      const gates = new Map(ids.map((id) => [id, gate()]));
      let [now, most] = [0, 0];
      const { handed, stop } = worker(
        system,
        async (id) => {
          now += 1;
          most = Math.max(most, now);
          await gates.get(id)?.opened;
          now -= 1;
          return send(system, id);
        },
        2,
      );
      await eventually(system, () => handed.length === 2, 'the first two are handed out');
      await quietly(system);
      expectEqual([handed.length, now], [2, 2], 'handed out and running, with two at once');
      for (const { open } of gates.values()) open();
      await eventually(system, () => new Set(handed).size === 6, 'all of them are handed out');
      expectEqual(most, 2, 'how many ran at once at most');
      await stop();
    },
  },
  {
    name: 'a worker that is asked to stop takes nothing more and waits for what it runs',
    run: async (system) => {
      const id = await schedule(system);
      const { open, opened } = gate();
      const { handed, stop } = worker(system, async (each) => {
        await opened;
        return send(system, each);
      });
      await eventually(system, () => handed.length === 1, 'a job is handed out');
      let hasStopped = false;
      const stopped = stop().then(() => {
        hasStopped = true;
      });
      const other = await schedule(system);
      await quietly(system);
      expectEqual([hasStopped, handed], [false, [id]], 'stopped, and handed out, while one runs');
      open();
      await stopped;
      const next = worker(system, (each) => send(system, each));
      await eventually(system, () => next.handed.includes(other), 'the next worker gets the other');
      await next.stop();
    },
  },
  {
    name: 'a worker that was asked to stop before it began takes nothing',
    run: async (system) => {
      await schedule(system);
      const signal = AbortSignal.abort();
      let calls = 0;
      const handler: Handler = async () => {
        calls += 1;
        return done;
      };
      await system.queue.consume(handler, { concurrency: 1, signal });
      expectEqual(calls, 0, 'how many jobs it took');
    },
  },
  {
    name: 'a campaign that was dequeued before anybody had it is not handed out',
    run: async (system) => {
      const [cancelled, later, kept] = [
        await schedule(system),
        await schedule(system, { inMs: 100 }),
        await schedule(system),
      ];
      const answers = ['removed', 'active', 'missing'];
      for (const id of [cancelled, later]) {
        expectThat(answers.includes(String(await cancel(system, id))), 'dequeue answers in words');
      }
      expectThat(answers.includes(await system.queue.dequeue(fresh('nobody'))), 'an unknown one');
      const { handed, stop } = worker(system, (id) => send(system, id));
      await eventually(system, () => handed.includes(kept), 'the one that was not cancelled');
      await quietly(system);
      expectEqual(handed, [kept], 'what was handed out');
      await stop();
    },
  },
  {
    name: 'a campaign that is dequeued while a worker has it is not handed out again',
    run: async (system) => {
      const id = await schedule(system);
      const { open, opened } = gate();
      const { handed, stop } = worker(system, async () => {
        await opened;
        return { done: false, retryInMs: 1 };
      });
      await eventually(system, () => handed.length === 1, 'the job is handed out');
      const answer = await cancel(system, id);
      expectThat(answer !== 'missing', 'dequeue finds what a worker has');
      open();
      await quietly(system);
      expectEqual(handed, [id], 'what was handed out');
      await stop();
    },
  },
  {
    name: 'two workers share the jobs, and none is left',
    run: async (system) => {
      const ids: string[] = [];
      for (let job = 0; job < 6; job += 1) ids.push(await schedule(system));
      const workers = [1, 2].map(() =>
        worker(system, (id) => send(system, id).catch(() => done), 1),
      );
      const handed = () => new Set(workers.flatMap((each) => each.handed));
      await eventually(system, () => handed().size === 6, 'all of them are handed out');
      await Promise.all(workers.map(({ stop }) => stop()));
      for (const id of ids) {
        expectEqual((await system.store.read(id))?.status, 'sent', 'what became of a campaign');
      }
    },
  },
  {
    name: 'ids with quotes, emoji and look-alikes are handed out exactly',
    run: async (system) => {
      for (const id of ordinaryTexts) await schedule(system, { id });
      const { handed, stop } = worker(system, (id) => send(system, id));
      await eventually(system, () => handed.length >= ordinaryTexts.length, 'all are handed out');
      await stop();
      expectEqual([...new Set(handed)].sort(), [...ordinaryTexts].sort(), 'what was handed out');
    },
  },
  {
    name: 'a queue that joins the transaction forgets what is rolled back',
    run: async (system) => {
      const { store, queue } = system;
      if (!queue.joinsTransaction) return;
      const id = fresh('campaign');
      await store.insert(draft(id));
      const runAt = await store.now();
      const enqueue = async (tx: unknown) => {
        await queue.enqueue({ campaignId: id, runAt }, tx);
        throw new Error('thrown on purpose');
      };
      const change = changeFor(id, 'draft', 'SCHEDULE', { effects: [] });
      await expectRefusal(
        () => store.commit(change, { within: enqueue }),
        'a rolled back SCHEDULE',
      );
      const kept = await schedule(system);
      const dequeue = async (tx: unknown) => {
        await queue.dequeue(kept, tx);
        throw new Error('thrown on purpose');
      };
      const stop = changeFor(kept, 'ready', 'CANCEL', { effects: [] });
      await expectRefusal(() => store.commit(stop, { within: dequeue }), 'a rolled back CANCEL');
      const { handed, stop: end } = worker(system, (each) => send(system, each));
      await eventually(system, () => handed.includes(kept), 'what is still scheduled');
      await quietly(system);
      expectEqual(handed, [kept], 'what was handed out');
      await end();
    },
  },
];
