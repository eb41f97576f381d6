import type { Subject } from '../subject/load-subject.js';
import type { Choice } from './choices.js';
import { costOf } from './choices.js';
import { Execution } from './execution.js';
import { recover } from './recover.js';
import type { Scenario } from './scenario.js';

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

// Trouble is rare, or there would be none left when it gets interesting.
const troubleShare = 0.08;

const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)];

const choose = (choices: readonly Choice[], random: () => number): Choice | undefined => {
  const calm = choices.filter((choice) => costOf(choice) === null);
  const trouble = choices.filter((choice) => costOf(choice) !== null);
  const isTrouble = calm.length === 0 || random() < troubleShare;
  return isTrouble && trouble.length > 0 ? pick(trouble, random) : pick(calm, random);
};

/**
 * One schedule of a scenario, drawn from a seed, to its end and through its recovery.
 *
 * @returns how many steps it had
 * @throws `BrokenPromiseError` with the schedule
 */
export const walk = async (scenario: Scenario, subject: Subject, seed: number): Promise<number> => {
  const random = randomFrom(seed);
  const execution = await Execution.begin(scenario, subject);
  for (;;) {
    const choice = choose(execution.choices, random);
    if (choice === undefined) break;
    await execution.take(choice);
  }
  await recover(execution);
  return execution.schedule.length;
};
