import { Backend, campaignId, countsIn, people } from './backend.js';
import { same } from './broken-promise.js';
import { settledOnlyWhileSending, simulated } from './guard-removal.js';
import type { FieldRow } from './row.js';

const rejected = { outcome: 'failed', code: 'rejected' } as const;
const throttled = { outcome: 'retry', code: 'throttled', retryInMs: 5000 } as const;

/** What is said about a campaign afterwards is what happened to it. */
export const countingRows: readonly FieldRow[] = [
  {
    id: 'F12',
    seenIn: 'twenty #25125',
    failure: 'the counters of cancelled campaigns are never settled',
    guard: 'what was begun settles whatever the status, and the status does not move',
    sabotage: settledOnlyWhileSending,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = await backend.sentSoFar(2, {
        audience: people(5),
        concurrency: 2,
        answerMs: 1000,
      });
      await campaigns.cancel(campaignId);
      await backend.finished(sending.done, 'the worker lets go');
      const { status, counts } = await campaigns.report(campaignId);
      const { delivered, skipped, inDoubt } = countsIn(counts);
      same([status, delivered, skipped, inDoubt], ['cancelled', 2, 3, 0], 'the answers count');
    },
  },
  {
    id: 'F19',
    seenIn: 'listmonk #83',
    failure: 'a campaign is marked finished while a tail of it is queued',
    guard: 'COMPLETE waits until nobody is pending, claimed or begun',
    sabotage: simulated('complete-unsettled'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = await backend.sentSoFar(3, {
        audience: people(3),
        outcomes: { r3: [throttled] },
        concurrency: 3,
      });
      await backend.clock.advance(1000);
      const early = await campaigns.complete(campaignId);
      same(
        [early.accepted, backend.status],
        [false, 'sending'],
        'a tail that waits is not settled',
      );
      await backend.finished(sending.done, 'the tail is sent');
      same([backend.status, backend.received[3]], ['sent', 'r3'], 'it ends after the last message');
    },
  },
  {
    id: 'F30',
    seenIn: 'a review of a migration',
    failure: '665 of 673 are delivered and the campaign is called sent',
    guard: 'a report calls delivered only what reached everybody',
    sabotage: simulated('partial-called-delivered'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = backend.process().send({ audience: people(3), outcomes: { r2: [rejected] } });
      await backend.finished(sending, 'the campaign is sent');
      const { status, outcome, counts } = await campaigns.report(campaignId);
      const { delivered, failed } = countsIn(counts);
      same(
        [status, outcome, delivered, failed],
        ['sent', 'partial', 2, 1],
        'a part is seen as such',
      );
    },
  },
  {
    id: 'F33',
    seenIn: 'listmonk #1789',
    failure: 'nobody can say how many were not sent, and why',
    guard:
      'whoever was not begun when the cancel came is skipped, in a receipt that says who and why',
    sabotage: simulated('skipped-not-derived'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = await backend.sentSoFar(3, {
        audience: people(9),
        outcomes: { r2: [rejected] },
        answerMs: 1000,
      });
      await campaigns.cancel(campaignId, { by: 'kim', reason: 'wrong price' });
      await backend.finished(sending.done, 'the worker lets go');
      const { receipt } = await campaigns.report(campaignId);
      const said = [receipt?.by, receipt?.reason, receipt?.from];
      same(said, ['kim', 'wrong price', 'sending'], 'the receipt says who, why, and from where');
      const { delivered, failed, skipped } = countsIn(receipt?.counts);
      same([delivered, failed, skipped], [2, 1, 6], 'the receipt says how many were not sent');
      same([receipt?.settled, receipt?.audienceComplete], [true, true], 'the receipt is settled');
    },
  },
];
