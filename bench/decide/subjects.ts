import { askAll } from './ask-all.js';
import { cells, questions } from './cells.js';
import { type ContestantName, contestantModules, contestantNames } from './contestant-modules.js';

/** What is timed in a process of its own. */
export interface Subject {
  /** How many pieces of work there are; passes are made of as many as are wanted. */
  readonly pieces: number;
  /** How many units one piece is; the result is the time of one unit. */
  readonly unitsPerPiece: number;
  /** Work on these pieces, made ready beforehand. Running it throws when an answer is wrong. */
  readonly createPass: (from: number, to: number) => () => void;
}

/** A contestant, or one of the two ways to go through the list of campaigns. */
export type SubjectName = ContestantName | 'list by can' | 'list by hand';

/** All subjects, in the order in which they take their turns. */
export const subjectNames: readonly SubjectName[] = [
  ...contestantNames,
  'list by can',
  'list by hand',
];

const loadContestant = async (name: ContestantName): Promise<Subject> => {
  const { contestant } = await contestantModules[name]();
  const createPass = (from: number, to: number) => {
    const asked = questions.slice(from * cells.length, to * cells.length);
    return () => askAll(contestant, asked);
  };
  return { pieces: questions.length / cells.length, unitsPerPiece: cells.length, createPass };
};

const loadLists = async (way: 'countByCan' | 'countByHand'): Promise<Subject> => {
  const { campaignLists, countByHand, [way]: count } = await import('./campaign-list.js');
  const counted = campaignLists.map((list) => ({ list, expected: countByHand(list) }));
  const createPass = (from: number, to: number) => () => {
    for (const { list, expected } of counted.slice(from, to)) {
      if (count(list) !== expected) throw new Error(`${way} did not count ${expected}.`);
    }
  };
  return { pieces: counted.length, unitsPerPiece: 1, createPass };
};

/** Loads what this subject needs, and nothing of the others. */
export const loadSubject = async (name: SubjectName): Promise<Subject> => {
  if (name === 'list by can') return loadLists('countByCan');
  if (name === 'list by hand') return loadLists('countByHand');
  return loadContestant(name);
};
