import { describe, expect, it } from 'vitest';
import { countHandOvers } from '../../examples/demo/hand-overs.js';

/** As the demo uses it: the cancel that is due is called at once. */
const counting = (before: number, cancelAfter: number | null) => {
  let cancels = 0;
  const handOvers = countHandOvers(before, cancelAfter, () => {
    cancels += 1;
    handOvers.cancelCalled();
  });
  return { ...handOvers, cancels: () => cancels };
};

describe('countHandOvers', () => {
  it('calls the cancel once, with the hand-over that makes it due', () => {
    const { begin, cancels } = counting(0, 2);
    const seen = [0, 1, 2, 3].map(() => {
      begin();
      return cancels();
    });
    expect(seen).toEqual([0, 1, 1, 1]);
  });

  it('counts what was handed over before', () => {
    const { look, begin, cancels } = counting(5, 6);
    look();
    expect(cancels()).toBe(0);
    begin();
    expect(cancels()).toBe(1);
  });

  it('calls it before the first hand-over where none is wanted, and never where no cancel is', () => {
    const { look, cancels } = counting(0, 0);
    look();
    expect(cancels()).toBe(1);
    const endless = counting(0, null);
    endless.begin();
    expect(endless.cancels()).toBe(0);
    expect(endless.afterCancelCall()).toBeUndefined();
  });

  it('tells what began after the call, and when', () => {
    const { begin, afterCancelCall } = counting(0, 1);
    begin();
    expect(afterCancelCall()).toEqual({ begun: 0, lastAfterMs: 0 });
    begin();
    begin();
    expect(afterCancelCall()).toEqual({ begun: 2, lastAfterMs: expect.any(Number) });
  });
});
