import type { Cell } from './cells.js';
import type { Contestant } from './contestant.js';

const countRight = (contestant: Contestant, cells: readonly Cell[]): number => {
  let right = 0;
  if (contestant.question === 'next') {
    const { ask } = contestant;
    for (const { status, event, next } of cells) if (ask(status, event) === next) right++;
  } else {
    const { ask } = contestant;
    for (const { status, event, accepted } of cells) if (ask(status, event) === accepted) right++;
  }
  return right;
};

/**
 * Asks a contestant about all of these cells, one after the other. Every answer is compared with the
 * table, also while the clock runs: what is wrong, or what the engine optimised away, cannot be fast.
 */
export const askAll = (contestant: Contestant, cells: readonly Cell[]): void => {
  const right = countRight(contestant, cells);
  if (right === cells.length) return;
  throw new Error(`${contestant.name} gave ${cells.length - right} wrong answers.`);
};
