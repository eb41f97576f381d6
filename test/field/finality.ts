import { Backend, campaignId, people } from './backend.js';
import { holds, same } from './broken-promise.js';
import { completedAfterCancel, scheduledAfterCancel, simulated } from './guard-removal.js';
import type { FieldRow } from './row.js';

const orders = [
  ['CANCEL', 'COMPLETE'],
  ['COMPLETE', 'CANCEL'],
] as const;

/** A campaign that has ended has ended, however much still goes on around it. */
export const finalityRows: readonly FieldRow[] = [
  {
    id: 'F22',
    seenIn: "sendportal's code",
    failure: 'a completion overwrites a cancel',
    guard: 'the status is written only where it still is what was decided on',
    sabotage: simulated('compare-and-set-dropped'),
    scenario: async (subject) => {
      for (const [first, second] of orders) {
        const backend = new Backend(subject);
        const campaigns = await backend.started();
        const { ledger } = backend.memory;
        const lease = { campaignId, token: 'writer' };
        await ledger.takeLease({ ...lease, worker: 'w', ttlMs: 1000, exclusive: false });
        await ledger.ownAudience(lease);
        await ledger.seal(lease);
        // Both have read the status before either of them writes.
        const race = [first, second].map((type) => campaigns.apply(campaignId, { type }));
        const [winner, loser] = await Promise.all(race);
        const status = first === 'CANCEL' ? 'cancelled' : 'sent';
        same(backend.status, status, `${first} before ${second} stands`);
        holds(winner?.accepted === true && loser?.accepted === false, 'the loser is told');
        same(loser?.from, status, 'the loser is decided again on what it found');
      }
    },
  },
  {
    id: 'F23',
    seenIn: "parcelvoy's code",
    failure: 'a recount in the background makes a cancelled campaign finished',
    guard: 'cancelled is final: the lifecycle leads nowhere from it',
    sabotage: completedAfterCancel,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      const sending = await backend.sentSoFar(1, { audience: people(1), answerMs: 1000 });
      await campaigns.cancel(campaignId);
      await backend.finished(sending.done, 'the worker settles it and tries to complete');
      await campaigns.sweep();
      await campaigns.complete(campaignId);
      same(backend.status, 'cancelled', 'nothing recomputes a final status');
    },
  },
  {
    id: 'F29',
    seenIn: 'novu #3270',
    failure: 'users want a cancelled campaign back and get no clear answer',
    guard: 'cancelled is final and says so; a duplicate is a campaign of its own',
    sabotage: scheduledAfterCancel,
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.scheduled();
      await campaigns.cancel(campaignId);
      for (const type of subject.campaignEventTypes) {
        const answer = await campaigns.apply(campaignId, { type });
        const accepts = answer.accepted ? null : answer.acceptedEvents;
        same([answer.accepted, accepts], [false, []], `${type} is answered: nothing goes any more`);
      }
      holds(subject.isFinal(backend.status), 'it is final');
      const { data } = await campaigns.get(campaignId);
      const copy = await campaigns.create({ id: 'autumn-sale-2', data });
      holds((await campaigns.schedule(copy.id)).accepted, 'a duplicate can be scheduled');
      same(copy.data, data, 'a duplicate says the same');
    },
  },
];
