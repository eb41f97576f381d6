import { isBusy, SqliteAdapterError } from './sqlite-adapter-error.js';

// The drivers are synchronous. One look for the lock blocks the event loop for a slice at most; beats,
// timers and the network run in the pause before the next look.
const pauseMs = 1;

/**
 * What `pragma busy_timeout` is set to while the adapter works. Short: SQLite looks again after 1, 2, 5,
 * 10 ms and so on, and a cancel that met a busy dispatch came up to 90 ms late with a slice of 25,
 * and up to 16 with this one.
 */
export const lockSliceMs = 5;

/** Resolves when `promise` has, or after `ms`. */
const settles = (promise: Promise<void>, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });

const stillHeld = () =>
  new SqliteAdapterError(
    'busy',
    'Another command of this process has its transaction open and waits for its `within`. What runs ' +
      'there has to pass its tx to every call, and to be short.',
  );

/**
 * Runs `work` as soon as nobody else has the lock. Nothing runs between a look that found it free and
 * the end of `work`.
 *
 * @throws {@link SqliteAdapterError} with code `busy` after `timeoutMs`
 */
export const whenFree = async <Result>(
  work: () => Result | Promise<Result>,
  timeoutMs: number,
  /** Waited for before every look, while there is one. */
  held: () => Promise<void> | undefined = () => undefined,
): Promise<Result> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    for (let wait = held(); wait; wait = held()) {
      if (performance.now() >= deadline) throw stillHeld();
      await settles(wait, deadline - performance.now());
    }
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};
