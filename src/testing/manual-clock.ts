import type { Clock } from '../service/clock.js';

/** A clock that stands still until it is told. */
export interface ManualClock extends Clock {
  /**
   * Moves on, stopping at every moment at which somebody sleeps until then, and lets those who wake
   * up run before it goes on. Resolves when the time has come.
   *
   * @throws Error if somebody wakes up more than `wakesMax` times (100,000) on the way
   */
  advance(ms: number, options?: { readonly wakesMax?: number }): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

// More than any test needs; without it, a loop that sleeps for no time would never end.
const wakesMaxDefault = 100_000;

/** Lets everything run that waits for nothing but promises. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * A clock for tests: nothing ever waits for real, and the same test sees the same times every run.
 *
 * @param startMs - what time it is at first
 */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let now = startMs;
  const sleepers = new Set<Sleeper>();
  const nextUntil = (end: number): Sleeper | undefined =>
    [...sleepers].filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
  return {
    wallMs: () => now,
    monotonicMs: () => now - startMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { until: now + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        // Nobody has to tell the time for those who only let others go first.
        if (ms <= 0) setTimeout(wake, 0);
      }),
    advance: async (ms, { wakesMax = wakesMaxDefault } = {}) => {
      const end = now + ms;
      await settle();
      for (let wakes = 0; ; wakes += 1) {
        const next = nextUntil(end);
        if (next === undefined) break;
        if (wakes === wakesMax) throw new Error(`Sleepers woke up ${wakesMax} times in ${ms} ms.`);
        now = Math.max(now, next.until);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
