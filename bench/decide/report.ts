import { formatFactor, formatMilliseconds, formatSpread, formatTime } from '../format.js';
import { markdownTable } from '../markdown-table.js';
import type { Contestant } from './contestant.js';
import { type ContestantName, contestantNames } from './contestant-modules.js';
import { type Round, ratioOf, timeOf } from './rounds.js';

/** The contestants by name. */
export type Contestants = Readonly<Record<ContestantName, Contestant>>;

const answers = { next: 'next status', accepted: 'accepted or not' } as const;

/** One row a contestant, the fastest first. */
export const contestantTable = (contestants: Contestants, rounds: readonly Round[]): string => {
  const rows = contestantNames
    .map((name) => ({ name, time: timeOf(rounds, name) }))
    .sort((a, b) => a.time.median - b.time.median)
    .map(({ name, time }) => [
      contestants[name].name,
      answers[contestants[name].question],
      formatSpread(time, formatTime),
      formatFactor(ratioOf(rounds, name, 'decide').median),
    ]);
  return markdownTable([['', 'answers with', 'time of one answer', 'against `decide`'], ...rows]);
};

/** How each contestant is driven, as a list. */
export const drivingList = (contestants: Contestants): string =>
  contestantNames
    .map((name) => `- ${contestants[name].name}: ${contestants[name].driven}`)
    .join('\n');

/** The two ways through the list of campaigns. */
export const listTable = (rounds: readonly Round[]): string => {
  const row = (text: string, name: 'list by can' | 'list by hand') => [
    text,
    formatSpread(timeOf(rounds, name), formatMilliseconds),
    formatFactor(ratioOf(rounds, name, 'list by hand').median),
  ];
  return markdownTable([
    ['', 'time of the whole list', 'against the comparison'],
    row("`status === 'ready' || status === 'sending'`", 'list by hand'),
    row("`can(status, 'CANCEL')`", 'list by can'),
  ]);
};
