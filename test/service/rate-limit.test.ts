import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/service/rate-limit.js';

const limitAt = (ratePerSecond: number | undefined) => {
  let nowMs = 0;
  const limit = createRateLimit(ratePerSecond, () => nowMs);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { limit, pass, nowMs: () => nowMs };
};

describe('createRateLimit', () => {
  it('lets everything through without a rate', () => {
    const { limit } = limitAt(undefined);
    expect([limit.take(1e6), limit.take(1e6), limit.waitMs()]).toEqual([1e6, 1e6, 0]);
  });

  it('begins with one, not with a second full of them', () => {
    const { limit } = limitAt(100);
    expect([limit.take(50), limit.take(50), limit.waitMs()]).toEqual([1, 0, 10]);
  });

  it('saves up a second at the most', () => {
    const { limit, pass } = limitAt(100);
    pass(60_000);
    expect([limit.take(1000), limit.take(1000)]).toEqual([100, 0]);
  });

  it('lets one through after the wait that it asks for, and none before', () => {
    const { limit, pass } = limitAt(3);
    limit.take(1);
    const waitMs = limit.waitMs();
    pass(waitMs - 1);
    expect([waitMs, limit.take(1)]).toEqual([334, 0]);
    pass(1);
    expect([limit.waitMs(), limit.take(1)]).toEqual([0, 1]);
  });

  it('never grants more than the rate and one second of it, whoever asks for what and when', () => {
    const steps = fc.array(
      fc.record({ ms: fc.nat({ max: 3000 }), wanted: fc.nat({ max: 2000 }) }),
      { maxLength: 50 },
    );
    const law = fc.property(fc.integer({ min: 1, max: 1000 }), steps, (rate, asked) => {
      const { limit, pass, nowMs } = limitAt(rate);
      let granted = 0;
      for (const { ms, wanted } of asked) {
        pass(ms);
        const now = limit.take(wanted);
        expect(now).toBeLessThanOrEqual(Math.min(wanted, rate));
        granted += now;
        expect(granted).toBeLessThanOrEqual(1 + (nowMs() / 1000) * rate + 1e-6);
      }
    });
    fc.assert(law);
  });
});
