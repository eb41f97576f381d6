import { expect, it } from 'vitest';
import { createDispatcher, type RecipientLedger } from '../../src/service/index.js';
import { onMemory } from './on-memory.js';

/** The cancel commits right behind the step that begins the first; its news comes in right behind the answer. */
const sendAndCancel = async (cancels: boolean) => {
  const handedOver: string[] = [];
  const system = onMemory({
    replace: ({ ledger, signals }) => {
      const advance: RecipientLedger['advance'] = async (lease, step) => {
        const answer = await ledger.advance(lease, step);
        if (cancels && step.begin.length > 0) await system.campaigns.cancel('c', { by: 'eve' });
        return answer;
      };
      return {
        ledger: { ...ledger, advance },
        signals: {
          ...signals,
          // The next thing that comes in: after all that the answer sets going, in the same turn.
          subscribe: (id, listener) =>
            signals.subscribe(id, (news) => process.nextTick(listener, news)),
        },
      };
    },
  });
  const { campaigns, clock } = system;
  const dispatcher = createDispatcher({
    campaigns,
    recipients: () => [{ id: 'ann' }, { id: 'bob' }],
    deliver: async ({ id }) => void handedOver.push(id),
    concurrency: 2,
  });
  await campaigns.adopt('c', 'ready');
  const sending = dispatcher.runCampaign('c', new AbortController().signal);
  await clock.advance(1000);
  await sending;
  return { handedOver, report: await campaigns.report('c') };
};

it('hears a cancel that came in together with the answer to a commit before anybody goes out', async () => {
  const { handedOver, report } = await sendAndCancel(true);
  expect(handedOver).toEqual([]);
  expect(report).toMatchObject({
    counts: { skipped: 2, begun: 0 },
    receipt: { handedOverAfterCancel: 0 },
  });
});

it('hands over what was begun where nothing came in with the answer', async () => {
  const { handedOver } = await sendAndCancel(false);
  expect(handedOver).toEqual(['ann', 'bob']);
});
