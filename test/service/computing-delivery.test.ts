import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import {
  type Campaigns,
  type Clock,
  createCampaigns,
  createDispatcher,
  type RecipientLedger,
} from '../../src/service/index.js';

/** One process on a processor of its own: what computes moves the time, and nothing else runs meanwhile. */
const createProcess = () => {
  let now = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    wallMs: () => now,
    monotonicMs: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ until: now + Math.max(0, ms), wake: resolve });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    compute: (ms: number) => {
      now += ms;
    },
    /** Lets time pass until this is over. */
    over: async (work: Promise<unknown>) => {
      let isOver = false;
      work.finally(() => {
        isOver = true;
      });
      for (;;) {
        await turn();
        if (isOver) return now;
        // In the order of their times: what became due first is heard first.
        sleepers.sort((a, b) => a.until - b.until);
        const next = sleepers.shift();
        if (!next) continue;
        now = Math.max(now, next.until);
        next.wake();
      }
    },
  };
};

const lanes = 50;
const computeMs = 0.25;

const start = async (
  size: number,
  onDelivery: (campaigns: Campaigns, count: number) => void = () => {},
  commitMs = 4,
) => {
  const { clock, compute, over } = createProcess();
  const memory = createMemory({ clock });
  const seen = { begun: 0, handedOver: 0, aheadMax: 0, openMax: 0, commits: 0 };
  const ledger: RecipientLedger = {
    ...memory.ledger,
    advance: async (lease, step) => {
      const answer = await memory.ledger.advance(lease, step);
      seen.commits += 1;
      if (answer.begun) seen.begun += step.begin.length;
      seen.aheadMax = Math.max(seen.aheadMax, seen.begun - seen.handedOver);
      seen.openMax = Math.max(seen.openMax, (await memory.ledger.tally('c'))?.begun ?? 0);
      await clock.sleep(commitMs);
      return answer;
    },
  };
  const campaigns = createCampaigns({ ...memory, ledger, clock });
  const dispatcher = createDispatcher({
    campaigns,
    recipients: () => Array.from({ length: size }, (_, at) => ({ id: `${at}` })),
    deliver: async () => {
      seen.handedOver += 1;
      compute(computeMs);
      onDelivery(campaigns, seen.handedOver);
      await clock.sleep(1);
    },
    concurrency: lanes,
  });
  await campaigns.adopt('c', 'ready');
  const tookMs = await over(dispatcher.runCampaign('c', new AbortController().signal));
  return { tookMs, ...seen };
};

describe('a delivery that computes', () => {
  it('goes on while the ledger commits: the processor computes for at least 90 % of the time', async () => {
    const size = 1000;
    const { tookMs, handedOver } = await start(size);
    expect(handedOver).toBe(size);
    expect((size * computeMs) / tookMs).toBeGreaterThan(0.9);
  });

  it('begins as many at a time as it is not busy with while a commit lasts', async () => {
    const size = 1000;
    const commitsOf = async (commitMs: number) => (await start(size, () => {}, commitMs)).commits;
    // The shorter a commit, the fewer there are; of a long one, half of the lanes each.
    expect(await commitsOf(1)).toBeLessThanOrEqual((size / lanes) * 1.4);
    expect(await commitsOf(4)).toBeLessThanOrEqual((size / lanes) * 2.4);
    const { tookMs } = await start(size, () => {}, 1);
    expect((size * computeMs) / tookMs).toBeGreaterThan(0.9);
  });

  it('has no more begun ahead than one that waits', async () => {
    const { aheadMax, openMax } = await start(1000);
    expect(aheadMax).toBe(lanes);
    expect(openMax).toBeLessThanOrEqual(2 * lanes);
  });

  it('is stopped by a cancel after some 1 ms of computing, not when all lanes have had their turn', async () => {
    const cancelAt = 110;
    const { handedOver } = await start(1000, (campaigns, count) => {
      if (count === cancelAt) void campaigns.cancel('c', { by: 'eve' });
    });
    expect(handedOver).toBeLessThanOrEqual(cancelAt + 1 / computeMs);
  });
});
