// How fast a cancel from another process stops a dispatch on SQLite, and what it costs.

import { writeSection } from '../benchmarks-page.js';
import { formatSpread } from '../format.js';
import { markdownTable } from '../markdown-table.js';
import { readOptions } from '../options.js';
import { describeRun } from '../run-description.js';
import { createSeededRandom } from '../seeded-random.js';
import { type Spread, spreadOf } from '../spread.js';
import { describeTargets, type Target } from '../target.js';
import { openTrial, type Stop, type Trial } from './measure.js';
import { stopEngines } from './stop-engines.js';
import { type VariantName, variants } from './variants.js';

const options = readOptions('npm run bench:stop', stopEngines);
const cancels = 20;
const recipients = 100_000;
const random = createSeededRandom(1);
const names = Object.keys(variants) as VariantName[];
const stoppable = names.filter((name) => name !== 'bare loop' && name !== 'no cancel checks');

const trials = new Map<VariantName, Trial>();
for (const name of names) trials.set(name, await openTrial(name));
const trialOf = (name: VariantName) => trials.get(name) as Trial;

// Interleaved, so that what else the machine does falls on all of them alike.
const stops = new Map<VariantName, Stop[]>(stoppable.map((name) => [name, []]));
for (let round = 0; round < cancels; round += 1) {
  const afterMs = 200 + Math.round(random() * 600);
  for (const name of stoppable)
    stops.get(name)?.push(await trialOf(name).stop(recipients, afterMs));
}

const rates = new Map<VariantName, number[]>(names.map((name) => [name, []]));
for (let round = 0; round < options.rounds; round += 1) {
  for (const name of names) rates.get(name)?.push(await trialOf(name).throughput(recipients));
}
for (const trial of trials.values()) trial.close();

/** The rate of one against another's of the same round. */
const ratio = (name: VariantName, to: VariantName): Spread =>
  spreadOf(
    (rates.get(name) ?? []).map((rate, round) => rate / (rates.get(to)?.[round] ?? Number.NaN)),
  );
const stopOf = (name: VariantName, key: keyof Stop) =>
  spreadOf((stops.get(name) ?? []).map((stop) => stop[key]));

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const stop = (name: VariantName, key: keyof Stop, digits: number) => {
  if (!stops.has(name)) return 'never';
  const { median, most } = stopOf(name, key);
  return `${median.toFixed(digits)} / ${most.toFixed(digits)}`;
};

const lastMs = stopOf('campaign-machine', 'lastMs').median;
const nets = ratio('campaign-machine', 'no cancel checks');
const ledger = ratio('campaign-machine', 'bare loop');
const targets: Target[] = [
  {
    claim: 'the last hand-over begins less than 8 ms after the cancel was called, by the median',
    measured: `${lastMs.toFixed(1)} ms`,
    isReached: lastMs < 8,
  },
  {
    claim: 'at least 95 % of the rate of the same loop and ledger without cancel checks',
    measured: formatSpread(nets, percent),
    isReached: nets.median >= 0.95,
  },
  {
    claim: 'at least 75 % of the rate of a bare loop, ledger included',
    measured: formatSpread(ledger, percent),
    isReached: ledger.median >= 0.75,
  },
];

const section = [
  describeRun(`npm run bench:stop -- --rounds ${options.rounds}`, ['libsql']),
  'Targets:',
  describeTargets(targets),
  `${cancels} cancels each from another process, at random moments of a dispatch to ${recipients.toLocaleString('en')} recipients on 50 lanes with 1 ms a message; median / max:`,
  markdownTable([
    [
      'how',
      'last hand-over, ms after the call',
      'hand-overs after it returned',
      'rate against a bare loop',
    ],
    ...names.map((name) => [
      `${name}: ${variants[name].does}`,
      stop(name, 'lastMs', 1),
      stop(name, 'over', 0),
      percent(ratio(name, 'bare loop').median),
    ]),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection('stop', section);
if (!targets.every(({ isReached }) => isReached)) process.exitCode = 1;
