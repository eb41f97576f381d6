import { adapterErrorFrom, isConflict } from './postgres-adapter-error.js';

// With a database that works a conflict is over at the next try; more of them is a load that no
// number of tries would carry.
const triesMax = 5;
const pauseMs = 5;

/** Runs `work` until nobody is in its way, a few times at most. */
export const untilFree = async <Result>(
  work: () => Promise<Result>,
  mayRetry: (error: unknown) => boolean,
): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries < triesMax && mayRetry(error)) {
        await new Promise((resolve) => setTimeout(resolve, tries * pauseMs));
        continue;
      }
      throw isConflict(error) ? adapterErrorFrom(error) : error;
    }
  }
};
