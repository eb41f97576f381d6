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

/** Sends to everybody on a ledger that is slow, looks at the counts after every commit, and takes the time. */
const send = async (recipientCount: number, { concurrency, commitMs, deliverMs }: Pace) => {
  let begunMax = 0;
  const system = onMemory({
    replace: ({ ledger }) => {
      const advance: RecipientLedger['advance'] = async (...step) => {
        const answer = await ledger.advance(...step);
        begunMax = Math.max(begunMax, (await system.campaigns.report('c')).counts?.begun ?? 0);
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
    deliver: ({ id }) => clock.sleep(deliverMs(Number(id))),
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
  expect((await campaigns.report('c')).counts?.delivered).toBe(recipientCount);
  return { begunMax, tookMs: endMs - startMs };
};

describe('what a worker begins ahead', () => {
  it('is at most twice its concurrency, however fast the ledger and the push service are', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 20 });
    const concurrencies = fc.integer({ min: 1, max: 8 });
    const commits = fc.integer({ min: 0, max: 60 });
    const law = fc.asyncProperty(
      concurrencies,
      commits,
      durations,
      async (concurrency, commitMs, all) => {
        const deliverMs = (place: number) => all[place % all.length] ?? 0;
        const { begunMax } = await send(60, { concurrency, commitMs, deliverMs });
        expect(begunMax).toBeLessThanOrEqual(2 * concurrency);
      },
    );
    await fc.assert(law, { numRuns: 25 });
  });

  it('is that many where the lanes are busy, so that the bound says no more than it has to', async () => {
    const { begunMax } = await send(60, { concurrency: 5, commitMs: 10, deliverMs: () => 10 });
    expect(begunMax).toBe(10);
  });

  it('keeps the lanes busy while the ledger commits, as long as a commit takes no longer than a message', async () => {
    const pace = { concurrency: 5, deliverMs: () => 20 };
    const atOnce = await send(500, { ...pace, commitMs: 0 });
    const slow = await send(500, { ...pace, commitMs: 20 });
    // 100 rounds of 20 ms are the messages alone. A commit between any two rounds would make it 4,000 ms at least.
    expect(atOnce.tookMs).toBeLessThanOrEqual(2100);
    expect(slow.tookMs).toBeLessThanOrEqual(2200);
  });
});
