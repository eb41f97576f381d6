import { mixes, mixLength } from './cells.js';
import { type ContestantName, contestantModules, contestantNames } from './contestant-modules.js';
import { askAll } from './pass.js';

/** What is timed in a process of its own. */
interface Subject {
  /** Runs again and again while the clock runs, and throws when an answer is wrong. */
  readonly pass: () => void;
  /** How many units of work one pass is; the result is the time of one unit. */
  readonly units: number;
}

/** A contestant, or one of the two ways to go through the list of campaigns. */
export type SubjectName = ContestantName | 'list by can' | 'list by hand';

/** All subjects, in the order in which they take their turns. */
export const subjectNames: readonly SubjectName[] = [
  ...contestantNames,
  'list by can',
  'list by hand',
];

/** One pass for each of the items, again and again: none is so familiar that it is learnt by heart. */
const inTurn = <Item>(items: readonly Item[], use: (item: Item) => void): (() => void) => {
  let turn = 0;
  return () => use(items[turn++ % items.length] as Item);
};

const loadLists = async (way: 'countByCan' | 'countByHand'): Promise<Subject> => {
  const { campaignLists, countByHand, [way]: count } = await import('./campaign-list.js');
  const counted = campaignLists.map((list) => ({ list, expected: countByHand(list) }));
  const pass = inTurn(counted, ({ list, expected }) => {
    if (count(list) !== expected) throw new Error(`${way} did not count ${expected}.`);
  });
  return { pass, units: 1 };
};

/** Loads what this subject needs, and nothing of the others. */
export const loadSubject = async (name: SubjectName): Promise<Subject> => {
  if (name === 'list by can') return loadLists('countByCan');
  if (name === 'list by hand') return loadLists('countByHand');
  const { contestant } = await contestantModules[name]();
  return { pass: inTurn(mixes, (cells) => askAll(contestant, cells)), units: mixLength };
};
