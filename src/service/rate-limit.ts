/** Lets through at most so many a second, in a process, with a burst of at most one second's worth. */
export interface RateLimit {
  /** How many of `wanted` may go now. What is granted counts as gone. */
  take(wanted: number): number;
  /** How long until at least one may go again. */
  waitMs(): number;
}

/** A token bucket. Without a rate everything may go. */
export const createRateLimit = (
  ratePerSecond: number | undefined,
  monotonicMs: () => number,
): RateLimit => {
  if (ratePerSecond === undefined) return { take: (wanted) => wanted, waitMs: () => 0 };
  const burst = Math.max(1, ratePerSecond);
  let tokens = Math.min(1, burst);
  let at = monotonicMs();
  const refill = () => {
    const now = monotonicMs();
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * ratePerSecond);
    at = now;
  };
  return {
    take: (wanted) => {
      refill();
      const granted = Math.min(wanted, Math.floor(tokens));
      tokens -= granted;
      return granted;
    },
    waitMs: () => {
      refill();
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / ratePerSecond) * 1000);
    },
  };
};
