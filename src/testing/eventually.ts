import type { TestSystem } from './conformance-case.js';
import { ConformanceError } from './expect.js';

// Together as long as a broker on the network may take; a clock that is set by hand is there at once.
const stepMs = 20;
const stepsMax = 150;

/** Lets time pass in small steps until the condition holds; complains if it never does. */
export const eventually = async (
  { advance }: Pick<TestSystem, 'advance'>,
  holds: () => boolean,
  what: string,
): Promise<void> => {
  for (let step = 0; step < stepsMax; step += 1) {
    if (holds()) return;
    await advance(stepMs);
  }
  if (holds()) return;
  throw new ConformanceError(
    `${what}: expected it within ${stepMs * stepsMax} ms; it did not happen.`,
  );
};

/** Lets so much time pass that what could come by mistake would have come. */
export const quietly = async ({ advance }: Pick<TestSystem, 'advance'>): Promise<void> => {
  for (let step = 0; step < 15; step += 1) await advance(stepMs);
};
