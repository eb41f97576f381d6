import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatcher, type RecipientLedger } from '../../src/service/index.js';
import { onMemory } from './on-memory.js';

interface Pace {
  readonly concurrency: number;
  /** How long the ledger takes for one commit. */
  readonly commitMs: number;
  /** How long the push service takes for the recipient at this place. */
  readonly deliverMs: (place: number) => number;
}

/** Sends to everybody on a ledger that is slow, and looks at the counts after every commit. */
const send = async (recipientCount: number, { concurrency, commitMs, deliverMs }: Pace) => {
  let [commits, begun, handedOver, openMax, aheadMax] = [0, 0, 0, 0, 0];
  const system = onMemory({
    replace: ({ ledger }) => {
      const advance: RecipientLedger['advance'] = async (lease, step) => {
        const answer = await ledger.advance(lease, step);
        const { counts } = await system.campaigns.report('c');
        if (counts === 'unknown') throw new Error('Expected a ledger that counts.');
        commits += 1;
        begun += answer.begun ? step.begin.length : 0;
        openMax = Math.max(openMax, counts.begun);
        aheadMax = Math.max(aheadMax, begun - handedOver);
        await system.clock.sleep(commitMs);
        return answer;
      };
      return { ledger: { ...ledger, advance } };
    },
  });
  const { campaigns, clock } = system;
  const dispatcher = createDispatcher({
    campaigns,
    recipients: () => Array.from({ length: recipientCount }, (_, at) => ({ id: `${at}` })),
    deliver: ({ id }) => {
      handedOver += 1;
      return clock.sleep(deliverMs(Number(id)));
    },
    concurrency,
  });
  await campaigns.adopt('c', 'ready');
  const startMs = clock.monotonicMs();
  let endMs = startMs;
  const sending = dispatcher.runCampaign('c', new AbortController().signal).then(() => {
    endMs = clock.monotonicMs();
  });
  await clock.advance(60_000);
  await sending;
  expect(await campaigns.report('c')).toMatchObject({ counts: { delivered: recipientCount } });
  return { commits, openMax, aheadMax, tookMs: endMs - startMs };
};

describe('what a worker begins ahead', () => {
  it('is at most one message a lane that is not handed over, and as many that are', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 20 });
    const lanes = fc.integer({ min: 1, max: 8 });
    const latencies = fc.integer({ min: 0, max: 60 });
    const law = fc.asyncProperty(
      lanes,
      latencies,
      durations,
      async (concurrency, commitMs, all) => {
        const deliverMs = (place: number) => all[place % all.length] ?? 0;
        const { openMax, aheadMax } = await send(60, { concurrency, commitMs, deliverMs });
        expect(aheadMax).toBeLessThanOrEqual(concurrency);
        expect(openMax).toBeLessThanOrEqual(2 * concurrency);
      },
    );
    await fc.assert(law, { numRuns: 25 });
  });

  it('is that many where the lanes are busy, so that the bounds say no more than they have to', async () => {
    const pace = { concurrency: 5, commitMs: 10, deliverMs: () => 10 };
    expect(await send(60, pace)).toMatchObject({ openMax: 10, aheadMax: 5 });
  });

  it('keeps the lanes busy while the ledger commits, if that takes no longer than a message', async () => {
    const pace = { concurrency: 5, deliverMs: () => 20 };
    const atOnce = await send(500, { ...pace, commitMs: 0 });
    const slow = await send(500, { ...pace, commitMs: 20 });
    // 100 rounds of 20 ms are the messages alone. A commit between any two would make it 4,000 ms at least.
    expect(atOnce.tookMs).toBeLessThanOrEqual(2100);
    expect(slow.tookMs).toBeLessThanOrEqual(2200);
  });

  it('takes one commit for about as many messages as there are lanes', async () => {
    const { commits } = await send(500, { concurrency: 5, commitMs: 20, deliverMs: () => 20 });
    expect(commits).toBeGreaterThanOrEqual(100);
    expect(commits).toBeLessThanOrEqual(110);
  });
});
