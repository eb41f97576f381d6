import type { Clock } from './clock.js';

/** Something to wait at until it is opened; opened while nobody waits, it lets the next one through. */
export interface Latch {
  open(): void;
  /** For one at a time. Closes again behind the one who waited, however long that was. */
  wait(atMostMs: number): Promise<void>;
}

/** A latch on this clock. `Infinity` waits until it is opened. */
export const createLatch = (clock: Clock): Latch => {
  let isOpen = false;
  let release = () => {};
  const open = () => {
    isOpen = true;
    release();
  };
  const opened = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      if (isOpen) resolve();
    });
  return {
    open,
    wait: async (atMostMs) => {
      if (isOpen || !Number.isFinite(atMostMs)) {
        await opened();
      } else {
        const waited = new AbortController();
        clock.sleep(atMostMs, waited.signal).then(() => {
          if (!waited.signal.aborted) open();
        });
        await opened();
        waited.abort();
      }
      isOpen = false;
    },
  };
};
