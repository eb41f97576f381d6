/** Something to wait at until it is opened; opening it while nobody waits lets the next one through. */
export interface Latch {
  open(): void;
  wait(): Promise<void>;
}

/** A latch that closes again behind each one who waited. */
export const createLatch = (): Latch => {
  let isOpen = false;
  let release: (() => void) | null = null;
  return {
    open: () => {
      isOpen = true;
      release?.();
    },
    wait: async () => {
      if (!isOpen) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      isOpen = false;
      release = null;
    },
  };
};
