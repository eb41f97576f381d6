/**
 * Time as the service sees it, passed in so that tests decide what time it is. Two clocks, because
 * each of them stands still or jumps on some machine: a lease holder believes the worse of the two.
 */
export interface Clock {
  /** Milliseconds since the epoch; may jump. */
  wallMs(): number;
  /** Milliseconds since some moment; never goes back, may stand still while the machine sleeps. */
  monotonicMs(): number;
  /**
   * Resolves after `ms`, or at once when `signal` aborts; never rejects. `sleep(0)` lets timers and
   * I/O run before it resolves, so that a loop over a synchronous database cannot starve them.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// A longer timer fires at once (a 32-bit number of ms), so callers that wait longer look again.
const timerMaxMs = 2_147_483_647;

/** The clock of this process. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      if (ms <= 0) return void setImmediate(resolve);
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.min(ms, timerMaxMs));
      signal?.addEventListener('abort', finish, { once: true });
    }),
};
