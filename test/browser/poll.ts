import { setTimeout } from 'node:timers/promises';

const patienceMs = 30_000;
const intervalMs = 50;

/** Asks again and again until the answer is not `undefined`; after half a minute an error says what was awaited. */
export const poll = async <Answer>(
  awaited: string,
  ask: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<Answer> => {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(intervalMs);
  }
  throw new Error(`Not within ${patienceMs / 1_000} s: ${awaited}`);
};
