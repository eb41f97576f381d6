import { describe, expect, it } from 'vitest';
import { createStoreClock } from '../../src/service/store-clock.js';

/** A worker's two clocks, each moved by itself. */
const clocks = () => {
  let wallMs = 50_000;
  let monotonicMs = 700;
  return {
    clock: { wallMs: () => wallMs, monotonicMs: () => monotonicMs, sleep: async () => {} },
    pass: (wall: number, monotonic = wall) => {
      wallMs += wall;
      monotonicMs += monotonic;
    },
  };
};

describe('createStoreClock', () => {
  it('counts the deadline from when the store was asked, not from its answer', () => {
    const { clock, pass } = clocks();
    const store = createStoreClock(clock, 1000);
    const asked = store.ask();
    pass(400);
    store.answered(asked, 9_000_000);
    pass(599);
    expect(store.isPast()).toBe(false);
    pass(1);
    expect(store.isPast()).toBe(true);
  });

  it('has the lease begin anew with every answer', () => {
    const { clock, pass } = clocks();
    const store = createStoreClock(clock, 1000);
    store.answered(store.ask(), 0);
    pass(900);
    store.answered(store.ask(), 900);
    pass(999);
    expect(store.isPast()).toBe(false);
    pass(1);
    expect(store.isPast()).toBe(true);
  });

  it.each([
    ['the machine slept, so that only the wall clock went on', 1000, 0],
    ['the wall clock was set back', -5000, 1000],
  ])('knows that the lease has run out though %s', (_, wallMs, monotonicMs) => {
    const { clock, pass } = clocks();
    const store = createStoreClock(clock, 1000);
    store.answered(store.ask(), 0);
    expect(store.isPast()).toBe(false);
    pass(wallMs, monotonicMs);
    expect(store.isPast()).toBe(true);
  });

  it("maps the store's time to the middle of the round trip, and says how far off that may be", () => {
    const { clock, pass } = clocks();
    const store = createStoreClock(clock, 1000);
    const asked = store.ask();
    pass(31);
    store.answered(asked, 9_000_000);
    expect([store.now(), store.errorMs()]).toEqual([9_000_016, 16]);
    pass(100);
    expect(store.now()).toBe(9_000_116);
  });

  it("goes by what has passed, whatever is done to this machine's wall clock", () => {
    const { clock, pass } = clocks();
    const store = createStoreClock(clock, 1000);
    store.answered(store.ask(), 9_000_000);
    pass(-1e6, 200);
    expect([store.now(), store.errorMs()]).toEqual([9_000_200, 0]);
  });
});
