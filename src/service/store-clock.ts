import type { EpochMs } from './campaign-store.js';
import type { Clock } from './clock.js';

interface Asked {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** What a lease holder knows of the store's time: its own deadline, and a mapping of its clock. */
export interface StoreClock {
  /** To be called before the store is asked for the lease or its renewal. */
  ask(): Asked;
  /** The store granted it and said what time it was. */
  answered(asked: Asked, storeNow: EpochMs): void;
  /** The lease has run out, by the worse of two clocks; no answer of the store is needed for that. */
  isPast(): boolean;
  /** The store's time now, in whole ms. */
  now(): EpochMs;
  /** How far off `now` may be: half of the round trip that it was read in. */
  errorMs(): number;
}

/**
 * The deadline counts from *before* the request, so a slow answer never makes a lease look longer
 * than it is in the store, and by the larger of wall and monotonic time: one stands still while a
 * machine sleeps, the other can be set back.
 */
export const createStoreClock = (clock: Clock, leaseMs: number): StoreClock => {
  let from: Asked = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  let offsetMs = 0;
  let errorMs = 0;
  const ask = (): Asked => ({ wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() });
  const isPast = () =>
    Math.max(clock.wallMs() - from.wallMs, clock.monotonicMs() - from.monotonicMs) >= leaseMs;
  return {
    ask,
    isPast,
    answered: (asked, storeNow) => {
      from = asked;
      const roundTripMs = clock.monotonicMs() - asked.monotonicMs;
      errorMs = roundTripMs / 2;
      offsetMs = storeNow - (asked.monotonicMs + errorMs);
    },
    now: () => Math.round(clock.monotonicMs() + offsetMs),
    errorMs: () => Math.ceil(errorMs),
  };
};
