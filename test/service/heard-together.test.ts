import { expect, it } from 'vitest';
import { createDispatcher, type RecipientLedger } from '../../src/service/index.js';
import { createGate } from './gate.js';
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

it('goes on with those who wait where the lease is found to go on after it seemed to be over', async () => {
  const handedOver: string[] = [];
  const [taken, renewed, stepped, answered, slow] = Array.from({ length: 5 }, () => createGate());
  let renewals = 0;
  const system = onMemory({
    replace: ({ ledger }) => ({
      ledger: {
        ...ledger,
        takeLease: async (request) => {
          const answer = await ledger.takeLease(request);
          await taken?.opened;
          return answer;
        },
        renewLease: async (lease, renewal) => {
          const answer = await ledger.renewLease(lease, renewal);
          renewals += 1;
          if (renewals === 1) await renewed?.opened;
          return answer;
        },
        advance: async (lease, step) => {
          const answer = await ledger.advance(lease, step);
          const isOfOne = step.begin.length === 0 && step.settle.length === 1;
          if (isOfOne) await stepped?.opened;
          return answer;
        },
      },
    }),
  });
  const { campaigns, clock } = system;
  const dispatcher = createDispatcher({
    campaigns,
    recipients: () => [...'abcd'].map((id) => ({ id })),
    deliver: async ({ id }) => {
      handedOver.push(id);
      await (id === 'a' ? answered : slow)?.opened;
    },
    concurrency: 2,
    leaseMs: 5000,
    beatMs: 500,
  });
  await campaigns.adopt('c', 'ready');
  const sending = dispatcher.runCampaign('c', new AbortController().signal);
  // The lease is counted from before it was asked for, the first beat from after its answer.
  await clock.advance(400);
  taken?.open();
  await clock.advance(100);
  answered?.open();
  await clock.advance(4000);
  expect([handedOver, renewals]).toEqual([['a', 'b', 'c'], 1]);
  // Frozen until the deadline was over; then one answer after the other is read.
  await clock.advance(520);
  slow?.open();
  await clock.advance(0);
  renewed?.open();
  await clock.advance(0);
  stepped?.open();
  await clock.advance(10_000);
  await sending;
  expect(handedOver).toEqual(['a', 'b', 'c', 'd']);
  expect(await campaigns.report('c')).toMatchObject({ status: 'sent', counts: { delivered: 4 } });
});
