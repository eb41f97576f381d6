import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { createCampaigns, createDispatcher } from '../../src/service/index.js';
import { createRateLimit } from '../../src/service/rate-limit.js';
import { createTurns } from '../../src/service/rate-turns.js';
import { createManualClock } from '../../src/testing/index.js';

const turnsAt = (ratePerSecond: number) => {
  let nowMs = 0;
  const turns = createTurns(createRateLimit(ratePerSecond, () => nowMs));
  return {
    turns,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
};

describe('createTurns', () => {
  it('gives one that asks little and seldom its part beside one that asks for all, all the time', () => {
    const { turns, pass } = turnsAt(100);
    const [greedy, modest] = [turns.open(() => {}), turns.open(() => {})];
    const got = { greedy: 0, modest: 0 };
    for (let ms = 0; ms < 10_000; ms += 1) {
      pass(1);
      got.greedy += greedy.take(1000);
      if (ms % 10 === 0) got.modest += modest.take(1);
    }
    expect(got.modest).toBeGreaterThan(450);
    expect(got.greedy + got.modest).toBeGreaterThan(990);
    expect(got.greedy + got.modest).toBeLessThanOrEqual(1002);
  });

  it('gives one alone all that the limit lets through', () => {
    const { turns, pass } = turnsAt(100);
    const one = turns.open(() => {});
    pass(500);
    expect([one.take(1000), one.take(1), one.waitMs()]).toEqual([51, 0, 10]);
  });

  it('wakes those for whom something was set aside, and forgets those who have ended', () => {
    const { turns, pass } = turnsAt(10);
    let woken = 0;
    const first = turns.open(() => {
      woken += 1;
    });
    const second = turns.open(() => {});
    expect([first.take(1), first.take(1)]).toEqual([1, 0]);
    pass(100);
    expect([second.take(1), woken, first.waitMs(), first.take(1)]).toEqual([0, 1, 0, 1]);
    expect(first.take(1)).toBe(0);
    first.end();
    pass(100);
    expect(second.take(1)).toBe(1);
  });
});

describe('campaigns of one process', () => {
  const run = async (ratePerSecond?: number) => {
    const clock = createManualClock();
    const memory = createMemory({ clock });
    const campaigns = createCampaigns({ ...memory, clock });
    const sent = { large: 0, small: 0 };
    const dispatcher = createDispatcher({
      campaigns,
      recipients: ({ id }) =>
        Array.from({ length: id === 'large' ? 20_000 : 100 }, (_, index) => ({ id: `r${index}` })),
      deliver: async (_, { campaign }) => {
        await clock.sleep(10);
        sent[campaign.id as 'large' | 'small'] += 1;
      },
      concurrency: 20,
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    });
    const stopping = new AbortController();
    await campaigns.adopt('large', 'ready');
    const running = dispatcher.run(stopping.signal);
    const until = async (holds: () => boolean) => {
      for (let step = 0; step < 2000 && !holds(); step += 1) await clock.advance(50);
      expect(holds()).toBe(true);
    };
    await until(() => sent.large > 40);
    const before = sent.large;
    await campaigns.adopt('small', 'ready');
    await until(() => sent.small === 100);
    const meanwhile = sent.large - before;
    stopping.abort();
    await clock.advance(20_000);
    await running;
    return meanwhile;
  };

  it('are sent side by side: a small one does not wait for a large one', async () => {
    expect(await run()).toBeLessThan(5000);
  });

  it('share a rate in turns', async () => {
    const meanwhile = await run(50);
    expect(meanwhile).toBeGreaterThan(50);
    expect(meanwhile).toBeLessThan(200);
  });
});
