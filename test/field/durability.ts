import { Backend, campaignId, countsIn, people } from './backend.js';
import { holds, same } from './broken-promise.js';
import { checkpointOfNothingLost, simulated, sweepWithoutRequeue } from './guard-removal.js';
import type { FieldRow } from './row.js';

const minuteMs = 60_000;

/** What a crash, a restart or a second writer must not do to a campaign. */
export const durabilityRows: readonly FieldRow[] = [
  {
    id: 'F14',
    seenIn: 'listmonk #2278 and seven others',
    failure: 'after a restart the campaign is "finished" with 2,000 of 5,000 sent',
    guard: "COMPLETE's guard goes with the command into the commit",
    sabotage: simulated('commands-without-guards'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const process = await backend.sentSoFar(10, { audience: people(30) });
      process.stop();
      await backend.finished(process.done, 'the worker ends');
      same(backend.status, 'sending', 'a stop never yields sent');
      const killed = await backend.sentSoFar(20, { audience: people(30) });
      killed.kill();
      await backend.clock.advance(minuteMs);
      await campaigns.sweep();
      same(backend.status, 'sending', 'a crash never yields sent');
      const last = backend.process().send({ audience: people(30) });
      await backend.finished(last, 'another takes it up');
      const { status, counts } = await campaigns.report(campaignId);
      const { delivered, failed, skipped, inDoubt } = countsIn(counts);
      same([status, failed, skipped], ['sent', 0, 0], 'it ends when all is settled');
      same(delivered + inDoubt, 30, 'the counts add up');
      // In flight or about to be when the process was killed.
      holds(inDoubt <= 2, `only what had been begun is in doubt; found ${inDoubt}`);
    },
  },
  {
    id: 'F15',
    seenIn: 'listmonk #2921',
    failure: 'the checkpoint is lost when nothing had been sent',
    guard: 'a checkpoint of 0 is a checkpoint',
    sabotage: checkpointOfNothingLost,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const crash = new Error('The process ended before its first message.');
      const first = campaigns.dispatch<number>(campaignId, async ({ checkpoint }) => {
        await checkpoint(0);
        throw crash;
      });
      const said = await backend.finished(
        first.catch((error: unknown) => error),
        'the first dispatch ends',
      );
      holds(said === crash, 'what the work throws is thrown on');
      const seen: unknown[] = [];
      const second = campaigns.dispatch<number>(campaignId, async ({ resumed, settle, signal }) => {
        seen.push(resumed);
        await settle({ delivered: 0, skipped: 5 });
        await campaigns.cancel(campaignId);
        signal.throwIfAborted();
      });
      const { outcome } = await backend.finished(second, 'the second dispatch ends');
      same(seen, [0], 'the next one goes on where the first had come to');
      const { receipt } = await campaigns.report(campaignId);
      const { delivered, skipped } = countsIn(receipt?.counts);
      same([outcome, delivered, skipped], ['stopped', 0, 5], 'it is cancelled with none sent');
    },
  },
  {
    id: 'F17',
    seenIn: 'listmonk #2070',
    failure: 'a resumed campaign mails people again',
    guard: 'what was begun under a lease that is gone is in doubt, never pending',
    sabotage: simulated('begun-made-pending'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const killed = await backend.sentSoFar(3, { audience: people(6) });
      killed.kill();
      await backend.clock.advance(minuteMs);
      const next = backend.process().send({ audience: people(6) });
      await backend.finished(next, 'another takes it up');
      same(backend.received.length, new Set(backend.received).size, 'nobody is sent to twice');
      const again = await Promise.all([campaigns.start(campaignId), campaigns.cancel(campaignId)]);
      same(
        [backend.status, ...again.map(({ accepted }) => accepted)],
        ['sent', false, false],
        'end',
      );
    },
  },
  {
    id: 'F21',
    seenIn: 'sendportal #154',
    failure: 'a campaign is stuck in sending after a crash, and is repaired by hand',
    guard: 'a sweep puts back what is in no queue any more, and workers join what is being sent',
    sabotage: sweepWithoutRequeue,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      await backend.scheduled();
      const killed = backend.process();
      void killed.serve({ audience: people(6) });
      await backend.until(() => backend.received.length === 3, 'three are sent to');
      killed.kill();
      // All that is left: the rows. The broker counted the job as done when it handed it out.
      const { memory, subject: whole } = backend;
      const restarted = new Backend(whole);
      restarted.memory.restore({ ...memory.dump(), jobs: [] });
      const process = restarted.process();
      const serving = process.serve({ audience: people(6) });
      await restarted.clock.advance(minuteMs);
      same(restarted.status, 'sent', 'a restart takes it up again');
      process.stop();
      await restarted.finished(serving, 'the worker ends');
      const sentTo = [...backend.received, ...restarted.received];
      same(sentTo.length, new Set(sentTo).size, 'nobody is sent to twice');
      const { counts } = await restarted.api().report(campaignId);
      const { delivered, inDoubt } = countsIn(counts);
      same(delivered + inDoubt, 6, 'nobody is forgotten');
    },
  },
];
