import type { Cell } from './cells.js';
import type { Contestant } from './contestant.js';

const countRight = (contestant: Contestant, questions: readonly Cell[]): number => {
  let right = 0;
  if (contestant.question === 'next') {
    const { ask } = contestant;
    for (const { status, event, next } of questions) if (ask(status, event) === next) right++;
  } else {
    const { ask } = contestant;
    for (const { status, event, accepted } of questions) {
      if (ask(status, event) === accepted) right++;
    }
  }
  return right;
};

/**
 * Asks a contestant all of these questions, one after the other. Every answer is compared with the
 * table, also while the clock runs: what is wrong, or what the engine optimised away, cannot be fast.
 */
export const askAll = (contestant: Contestant, questions: readonly Cell[]): void => {
  const wrong = questions.length - countRight(contestant, questions);
  if (wrong > 0) throw new Error(`${contestant.name} gave ${wrong} wrong answers.`);
};
