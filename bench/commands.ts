// `npm run bench:commands`: cancels a second, against the statement one would write by hand.

import { writeSection } from './benchmarks-page.js';
import { type EngineName, engines } from './commands/engines.js';
import type { CancelSubject } from './commands/subject.js';
import { formatSpread } from './format.js';
import { markdownTable } from './markdown-table.js';
import { readOptions } from './options.js';
import { describeRun } from './run-description.js';
import { spreadOf } from './spread.js';
import { describeTargets, type Target } from './target.js';

const options = readOptions('npm run bench:commands', Object.keys(engines));
const engine = engines[options.engine as EngineName];
const cancelsPerRound = 500;
// Short turns, so that a busy moment of the disk falls on both.
const turn = 25;

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const { subjects, server, close } = await engine.open();
const names = Object.keys(subjects);

const measured = (times: readonly number[]): Measured => {
  const sorted = times.toSorted((a, b) => a - b);
  const totalMs = times.reduce((sum, time) => sum + time, 0);
  return {
    perSecond: (times.length / totalMs) * 1000,
    p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
  };
};

const cancelTurn = async (subject: CancelSubject, ids: readonly string[], times: number[]) => {
  for (const id of ids) {
    const from = performance.now();
    await subject.cancel(id, 'kim', 'wrong price');
    times.push(performance.now() - from);
  }
};

const runRound = async (round: number): Promise<Readonly<Record<string, Measured>>> => {
  const ids = Array.from({ length: cancelsPerRound }, (_, index) => `campaign-${round}-${index}`);
  for (const name of names) await subjects[name]?.prepare(ids);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let from = 0; from < ids.length; from += turn) {
    for (const name of names) {
      const subject = subjects[name] as CancelSubject;
      await cancelTurn(subject, ids.slice(from, from + turn), times[name] as number[]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, measured(times[name] as number[])]));
};

// The first round warms up.
await runRound(0);
const rounds: Readonly<Record<string, Measured>>[] = [];
for (let round = 1; round <= options.rounds; round += 1) rounds.push(await runRound(round));
await close();

const of = (name: string, key: keyof Measured) =>
  rounds.map((round) => round[name]?.[key] ?? Number.NaN);
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const rates = of('campaign-machine', 'perSecond');
const share = spreadOf(
  of('by hand', 'perSecond').map((byHand, round) => (rates[round] ?? Number.NaN) / byHand),
);
const targets: Target[] = [
  {
    claim: 'at least 80 % of the cancels a second that the hand-written transaction does',
    measured: formatSpread(share, percent),
    isReached: share.median >= 0.8,
  },
];

const section = [
  describeRun(
    `npm run bench:commands -- --engine ${options.engine} --rounds ${options.rounds}`,
    engine.packages,
  ) + (server === undefined ? '' : `\n${server}`),
  'Targets:',
  describeTargets(targets),
  `Cancels of ready campaigns, one after the other, ${cancelsPerRound} a round; medians of the rounds:`,
  markdownTable([
    ['how', 'cancels a second', 'p99'],
    ...names.map((name) => [
      name,
      spreadOf(of(name, 'perSecond')).median.toFixed(0),
      `${spreadOf(of(name, 'p99Ms')).median.toFixed(1)} ms`,
    ]),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection(engine.section, section);
if (!targets.every(({ isReached }) => isReached)) process.exitCode = 1;
