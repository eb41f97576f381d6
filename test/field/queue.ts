import type { Subject } from '../subject/load-subject.js';
import { Backend, campaignId, people } from './backend.js';
import { holds, same } from './broken-promise.js';
import { onlyRemovedIsDequeued, simulated } from './guard-removal.js';
import type { FieldRow } from './row.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The same job is handed out twice at once, and both workers share the campaign. */
const nobodyTwice = async (subject: Subject) => {
  const backend = new Backend(subject, { faults: { deliverTwice: () => true } });
  await backend.scheduled();
  const process = backend.process();
  const serving = process.serve({ audience: people(6), chunkSize: 1 });
  await backend.until(() => backend.status === 'sent', 'the campaign is sent');
  process.stop();
  await backend.finished(serving, 'the worker ends');
  same([...backend.received].sort(), people(6), 'everybody is sent to once');
};

/** What a cancel does to jobs, and what it does not need them for. */
export const queueRows: readonly FieldRow[] = [
  {
    id: 'F2',
    seenIn: 'gophish #719',
    failure: 'the campaign was deleted and the queue kept delivering',
    guard: 'dequeue takes the job out of the real queue',
    sabotage: simulated('dequeue-leaves-the-job'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled(new Date(backend.clock.wallMs() + hourMs));
      holds(backend.memory.dump().jobs.length === 1, 'a scheduled campaign is in the queue');
      await campaigns.cancel(campaignId);
      await backend.clock.advance(0);
      const handedOut: string[] = [];
      const stop = new AbortController();
      const consuming = backend.memory.queue.consume(
        async (id) => {
          handedOut.push(id);
          return { done: true };
        },
        { concurrency: 1, signal: stop.signal },
      );
      await backend.clock.advance(dayMs);
      stop.abort();
      await consuming;
      same(handedOut, [], 'a cancelled campaign is handed out to nobody');
    },
  },
  {
    id: 'F5',
    seenIn: 'sendportal #50',
    failure: 'queued campaigns could not be stopped',
    guard: 'a dequeue is recorded in the commit of the cancel, exactly once',
    sabotage: simulated('effects-not-recorded'),
    scenario: async (subject) => {
      let losses = 2;
      // The first answers are lost, so that what was carried out is carried out again.
      const crashAfterCommit = (step: string) => step === 'dequeue' && losses-- > 0;
      const backend = new Backend(subject, { faults: { crashAfterCommit } });
      const campaigns = await backend.scheduled(new Date(backend.clock.wallMs() + minuteMs));
      await Promise.all([campaigns.cancel(campaignId), campaigns.cancel(campaignId)]);
      const dequeues = backend.row.effects.filter(({ effect }) => effect === 'dequeue');
      same(dequeues.length, 1, 'exactly one dequeue is recorded');
      const process = backend.process();
      const serving = process.serve({ audience: people(3) });
      await backend.clock.advance(2 * minuteMs);
      process.stop();
      await serving;
      const open = (await campaigns.report(campaignId)).openEffects;
      same([open, backend.memory.dump().jobs], [[], []], 'the dequeue is carried out');
      same(backend.received, [], 'no message leaves, ever');
    },
  },
  {
    id: 'F24',
    seenIn: 'mautic #2215, #3669',
    failure: 'schedulers overlap and the same message goes out twice',
    guard: 'a sending loop holds the campaign alone',
    sabotage: simulated('exclusive-lease-shared'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const send = () =>
        backend.process().campaigns.dispatch(campaignId, async () => {
          backend.received.push('everybody');
          await backend.clock.sleep(1000);
        });
      const both = Promise.all([send(), send()]);
      const results = await backend.finished(both, 'both schedulers are done');
      same(backend.received.length, 1, 'of two dispatches one sends');
      same(results.map(({ outcome }) => outcome).sort(), ['completed', 'held'], 'each is told');
      const starts = (await campaigns.history(campaignId)).filter(({ event }) => event === 'START');
      same(
        starts.map(({ decision }) => decision?.accepted),
        [true],
        'one START moves it',
      );
      await nobodyTwice(subject);
    },
  },
  {
    id: 'F27',
    seenIn: 'bull #114, bullmq #632',
    failure: 'an active job cannot be removed, and trying to breaks something',
    guard: 'whatever a dequeue answers is success: the job dies at START',
    sabotage: onlyRemovedIsDequeued,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const process = backend.process();
      const stop = new AbortController();
      const audience = people(3);
      const consuming = backend.memory.queue.consume(
        async () => {
          // Handed out, and slow to begin: meanwhile the campaign is cancelled.
          await backend.clock.sleep(1000);
          return process.send({ audience });
        },
        { concurrency: 1, signal: stop.signal },
      );
      await backend.clock.advance(100);
      holds((await campaigns.cancel(campaignId)).accepted, 'the cancel is accepted');
      const answer = await backend.memory.queue.dequeue(campaignId);
      same(answer, 'active', 'the queue says that the job is active');
      await backend.clock.advance(10_000);
      stop.abort();
      await consuming;
      const { openEffects } = await campaigns.report(campaignId);
      same([openEffects, backend.received], [[], []], 'the dequeue is done and nothing is sent');
    },
  },
];
