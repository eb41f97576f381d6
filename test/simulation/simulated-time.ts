import type { Clock } from '../../src/service/clock.js';

interface Timer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/** What time it is in the simulation; it moves only when somebody moves it. */
export interface Now {
  ms: number;
}

/** One process's timers. A timer that is due does nothing until its process is let run. */
export class SimulatedTime implements Clock {
  readonly #now: Now;
  readonly #startedAt: number;
  #timers: Timer[] = [];

  constructor(now: Now) {
    this.#now = now;
    this.#startedAt = now.ms;
  }

  wallMs(): number {
    return this.#now.ms;
  }

  monotonicMs(): number {
    return this.#now.ms - this.#startedAt;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // Letting others go first is no wait here: whoever is to go first is chosen at every step.
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const fire = () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
        signal?.removeEventListener('abort', fire);
        resolve();
      };
      const timer = { dueAt: this.#now.ms + ms, fire };
      this.#timers.push(timer);
      signal?.addEventListener('abort', fire, { once: true });
    });
  }

  /** When the next timer is due; `Infinity` without one. */
  get nextAt(): number {
    return this.#timers.reduce((soonest, { dueAt }) => Math.min(soonest, dueAt), Infinity);
  }

  get isDue(): boolean {
    return this.nextAt <= this.#now.ms;
  }

  /** Fires all that is due, in the order in which it was due. */
  fire(): void {
    const due = this.#timers.filter(({ dueAt }) => dueAt <= this.#now.ms);
    for (const timer of due.sort((a, b) => a.dueAt - b.dueAt)) timer.fire();
  }

  clear(): void {
    this.#timers = [];
  }
}
