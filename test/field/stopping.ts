import { Backend, campaignId, people } from './backend.js';
import { holds, same } from './broken-promise.js';
import { everyMoment } from './every-moment.js';
import {
  cancelOnlyBeforeSending,
  deadWorkersCounted,
  noFenceAtAnyStep,
  simulated,
} from './guard-removal.js';
import type { FieldRow } from './row.js';

const minuteMs = 60_000;

/** A dispatch that stops: at once, whoever is at work on it, and for good. */
export const stoppingRows: readonly FieldRow[] = [
  {
    id: 'F1',
    seenIn: 'listmonk #1010',
    failure: 'a cancelled campaign keeps sending the batch that it holds in memory',
    guard: 'the signal is asked in the same tick as every hand-over',
    sabotage: simulated('signal-ignored'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = await backend.sentSoFar(3, { audience: people(100), answerMs: 1000 });
      await campaigns.cancel(campaignId);
      await backend.finished(sending.done, 'the worker lets go');
      await backend.clock.advance(minuteMs);
      same(backend.received, people(3), 'a slow worker stops before its next message');
    },
  },
  {
    id: 'F3',
    seenIn: 'mailtrain #582, keila #467',
    failure: 'a campaign cannot be cancelled while it is sending, or once its sender is dead',
    guard: 'CANCEL is accepted in sending, whoever is at work',
    sabotage: cancelOnlyBeforeSending,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const process = await backend.sentSoFar(3, { audience: people(9) });
      process.kill();
      const answer = await campaigns.cancel(campaignId);
      holds(answer.accepted, 'CANCEL in sending is accepted with no live worker at all');
      await backend.clock.advance(minuteMs);
      const { receipt } = await campaigns.report(campaignId);
      holds(receipt?.settled === true, 'the receipt settles with no process alive');
    },
  },
  {
    id: 'F6',
    seenIn: 'novu #5050',
    failure: 'jobs that were created after the cancel are still sent',
    guard: 'START is the fence, and so is the status that every lease and claim sees',
    sabotage: noFenceAtAnyStep,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      await campaigns.cancel(campaignId);
      await backend.clock.advance(0);
      await backend.memory.queue.enqueue({ campaignId, runAt: 0 });
      const process = backend.process();
      const serving = process.serve({ audience: people(3) });
      await backend.clock.advance(minuteMs);
      process.stop();
      await backend.finished(serving, 'the worker ends');
      same(backend.received, [], 'a job made after the cancel sends nothing');
      same(backend.memory.dump().jobs, [], 'the job is dropped');
    },
  },
  {
    id: 'F8',
    seenIn: 'twenty #24472',
    failure: 'the worker read the status, the cancel ran, the worker claimed and sent',
    guard: 'the ledger begins nobody unless it sees the status sending in the same step',
    sabotage: simulated('begun-in-cancelled-and-sent'),
    scenario: async (subject) => {
      await everyMoment(subject, { audience: people(2), chunkSize: 1 });
    },
  },
  {
    id: 'F18',
    seenIn: 'listmonk #2610',
    failure: 'a campaign is running for hours and nothing goes out',
    guard: 'only a live lease counts as a worker, so a stalled dispatch is visible',
    sabotage: deadWorkersCounted,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const process = await backend.sentSoFar(3, { audience: people(9) });
      holds(!(await campaigns.report(campaignId)).stalled, 'a live dispatch is not stalled');
      process.kill();
      await backend.clock.advance(minuteMs);
      const report = await campaigns.report(campaignId);
      same([report.status, report.stalled, report.workers], ['sending', true, []], 'it is seen');
      holds((await campaigns.cancel(campaignId)).accepted, 'a stalled dispatch can be cancelled');
    },
  },
];
