import { runChild } from '../child.js';
import { type Spread, spreadOf } from '../spread.js';
import { type SubjectName, subjectNames } from './subjects.js';

/** The nanoseconds of each subject in one round. */
export type Round = Readonly<Record<SubjectName, number>>;

const measureRound = async (): Promise<Round> => {
  const round: Partial<Record<SubjectName, number>> = {};
  for (const name of subjectNames) {
    round[name] = (await runChild(new URL('measure-subject.ts', import.meta.url), name)) as number;
  }
  return round as Round;
};

/**
 * Times every subject once a round, one after the other, so that what else the machine does meanwhile
 * meets all of them. A ratio is taken within a round, where both sides saw the same machine.
 */
export const measureRounds = async (count: number): Promise<readonly Round[]> => {
  const rounds: Round[] = [];
  for (let number = 1; number <= count; number++) {
    process.stderr.write(`round ${number} of ${count}\n`);
    rounds.push(await measureRound());
  }
  return rounds;
};

/** The nanoseconds that one unit of this subject took. */
export const timeOf = (rounds: readonly Round[], name: SubjectName): Spread =>
  spreadOf(rounds.map((round) => round[name]));

/** How many times as long this subject took as that one. */
export const ratioOf = (rounds: readonly Round[], name: SubjectName, base: SubjectName): Spread =>
  spreadOf(rounds.map((round) => round[name] / round[base]));
