import type { RateLimit } from './rate-limit.js';

/** What one campaign may take of a limit that it shares with others. */
export interface Turn extends RateLimit {
  /** It wants no more. */
  end(): void;
}

/** A limit that is shared in turns. */
export interface Turns {
  /** `wake` is called when something was set aside for this one while it was not asking. */
  open(wake: () => void): Turn;
}

interface Asking {
  wanted: number;
  setAside: number;
  readonly wake: () => void;
}

/**
 * Shares a limit among campaigns so that none goes without: what it lets through goes round among those
 * that were refused something, one each, however much each of them wants and how often it asks.
 */
export const createTurns = (limit: RateLimit): Turns => {
  const line: Asking[] = [];
  const leave = (one: Asking) => {
    const index = line.indexOf(one);
    if (index >= 0) line.splice(index, 1);
  };

  const goRound = (asking: Asking) => {
    for (let next = line[0]; next && limit.take(1) === 1; next = line[0]) {
      line.shift();
      next.setAside += 1;
      if (next.setAside < next.wanted) line.push(next);
      if (next !== asking) next.wake();
    }
  };

  return {
    open: (wake) => {
      const own: Asking = { wanted: 0, setAside: 0, wake };
      return {
        take: (wanted) => {
          own.wanted = wanted;
          if (own.setAside < wanted && !line.includes(own)) line.push(own);
          goRound(own);
          const granted = Math.min(own.setAside, wanted);
          own.setAside -= granted;
          // It asks again when it wants more, and then comes after those who wait.
          if (granted > 0) leave(own);
          return granted;
        },
        waitMs: () => (own.setAside > 0 ? 0 : limit.waitMs()),
        end: () => leave(own),
      };
    },
  };
};

/** For who has no limit to share. */
export const unlimited: Turns = {
  open: () => ({ take: (wanted) => wanted, waitMs: () => 0, end: () => {} }),
};
