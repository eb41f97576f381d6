import type { CampaignStatus } from '../../src/lifecycle/index.js';
import { Backend, campaignId, people } from './backend.js';
import { holds, same } from './broken-promise.js';
import { buttonRemembers, reasonsInWords, simulated } from './guard-removal.js';
import type { FieldRow } from './row.js';

/** What people and programs are told. */
export const answerRows: readonly FieldRow[] = [
  {
    id: 'F7',
    seenIn: 'novu #2937',
    failure: 'the API says cancelled and nothing was',
    guard: 'an effect that failed stays open and in sight until it is carried out',
    sabotage: simulated('failed-effect-settled'),
    scenario: async (subject) => {
      let isDown = true;
      const slowWriteMs = (step: string) => (step === 'commit' ? 500 : 0);
      const crashAfterCommit = (step: string) => step === 'publish' && isDown;
      const backend = new Backend(subject, { faults: { slowWriteMs, crashAfterCommit } });
      const campaigns = backend.api();
      await campaigns.adopt(campaignId, 'sending');
      const atAnswer: CampaignStatus[] = [];
      const cancelling = campaigns.cancel(campaignId).then(() => atAnswer.push(backend.status));
      await backend.clock.advance(400);
      same([atAnswer, backend.status], [[], 'sending'], 'no answer before the commit');
      await backend.finished(cancelling, 'the cancel is answered');
      same(atAnswer, ['cancelled'], 'the answer comes after the commit');
      await backend.clock.advance(0);
      const [open] = (await campaigns.report(campaignId)).openEffects;
      same([open?.effect, open?.lastError], ['abort-dispatch', 'signals-failed'], 'it is seen');
      isDown = false;
      await backend.clock.advance(1000);
      await campaigns.relay();
      same((await campaigns.report(campaignId)).openEffects, [], 'it is carried out in the end');
    },
  },
  {
    id: 'F10',
    seenIn: 'a review of two concurrent cancels',
    failure: 'of two cancels at once the loser gets an error though the campaign is cancelled',
    guard: 'of commands at once one is committed; the others are decided again on what they find',
    sabotage: simulated('compare-and-set-dropped-from-cancel'),
    scenario: async (subject) => {
      const backend = new Backend(subject);
      const campaigns = await backend.started();
      const answers = await Promise.all(
        people(10).map((by) => campaigns.cancel(campaignId, { by })),
      );
      same(answers.filter(({ accepted }) => accepted).length, 1, 'there is one transition');
      same(
        backend.row.effects.filter(({ effect }) => effect === 'abort-dispatch').length,
        1,
        'effect',
      );
      const others = answers.filter((answer) => !answer.accepted && answer.reason === 'repeated');
      same(others.length, 9, 'the others are repeated');
      const cancellations = answers.map(({ cancellation }) => JSON.stringify(cancellation));
      same(new Set(cancellations).size, 1, 'all are given the same cancellation');
      holds(answers[0]?.cancellation?.by === 'r1', 'it is that of the first');
    },
  },
  {
    id: 'F34',
    seenIn: 'postmangovsg #461',
    failure: 'the badge is stale after a restart',
    guard: 'a button follows from the present status and from nothing it showed before',
    sabotage: buttonRemembers,
    scenario: async (subject) => {
      const statuses = ['draft', 'ready', 'sending', 'sent', 'cancelled'] as const;
      for (const before of statuses) {
        for (const status of statuses) {
          const onSend = () => {};
          const button = subject.createCampaignControl({
            status: before,
            eventType: 'CANCEL',
            onSend,
          });
          button.setStatus(status);
          const { enabled, status: shown } = button.getSnapshot();
          const right = [status, subject.can(status, 'CANCEL')];
          same([shown, enabled], right, `after ${before}, ${status} is what the button shows`);
        }
      }
    },
  },
  {
    id: 'F37',
    seenIn: 'several vendors',
    failure: 'clients match on the text of a message',
    guard: 'every refusal carries a code of a closed set, derived from the table',
    sabotage: reasonsInWords,
    scenario: async (subject) => {
      const expected = { draft: 'too-early', sent: 'too-late', cancelled: 'repeated' } as const;
      for (const [status, reason] of Object.entries(expected)) {
        const campaigns = new Backend(subject).api();
        await campaigns.adopt(campaignId, status as keyof typeof expected);
        const answer = await campaigns.cancel(campaignId);
        const sent = JSON.parse(JSON.stringify(answer));
        same([sent.accepted, sent.reason], [false, reason], `in ${status} the code is ${reason}`);
      }
      const campaigns = new Backend(subject).api();
      const error: unknown = await campaigns.cancel('unknown').catch((thrown: unknown) => thrown);
      same((error as { code?: unknown }).code, 'campaign-not-found', 'so has an unknown campaign');
    },
  },
];
