import { describe, expect, it } from 'vitest';
import { createLatch } from '../../src/service/latch.js';
import { createManualClock } from '../../src/testing/index.js';

/** Somebody who waits at a latch, and whether they are through. */
const waiter = (wait: Promise<void>) => {
  const state = { isThrough: false };
  wait.then(() => {
    state.isThrough = true;
  });
  return state;
};

describe('createLatch', () => {
  it('lets one through when it is opened, and closes behind them', async () => {
    const clock = createManualClock();
    const latch = createLatch(clock);
    const first = waiter(latch.wait(Number.POSITIVE_INFINITY));
    await clock.advance(1e6);
    expect(first.isThrough).toBe(false);
    latch.open();
    await clock.advance(0);
    expect(first.isThrough).toBe(true);
    const second = waiter(latch.wait(Number.POSITIVE_INFINITY));
    await clock.advance(1e6);
    expect(second.isThrough).toBe(false);
  });

  it('lets the next one through that comes after it was opened, however often', async () => {
    const clock = createManualClock();
    const latch = createLatch(clock);
    latch.open();
    latch.open();
    const first = waiter(latch.wait(100));
    await clock.advance(0);
    expect(first.isThrough).toBe(true);
    const next = waiter(latch.wait(100));
    await clock.advance(99);
    expect(next.isThrough).toBe(false);
  });

  it('waits no longer than it may', async () => {
    const clock = createManualClock();
    const waiting = waiter(createLatch(clock).wait(100));
    await clock.advance(99);
    expect(waiting.isThrough).toBe(false);
    await clock.advance(1);
    expect(waiting.isThrough).toBe(true);
  });

  it('has no time left over from an earlier wait', async () => {
    const clock = createManualClock();
    const latch = createLatch(clock);
    const first = waiter(latch.wait(100));
    latch.open();
    await clock.advance(50);
    expect(first.isThrough).toBe(true);
    const second = waiter(latch.wait(Number.POSITIVE_INFINITY));
    await clock.advance(1000);
    expect(second.isThrough).toBe(false);
  });
});
