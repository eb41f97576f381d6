// `npm run bench`: `decide` and `can` against other ways to answer the same question.

import { writeSection } from './benchmarks-page.js';
import { runChild } from './child.js';
import { assertAgreement, assertSameContract } from './decide/agreement.js';
import { contestantModules, contestantNames } from './decide/contestant-modules.js';
import type { Growth } from './decide/measure-growth.js';
import { type Contestants, contestantTable, drivingList, listTable } from './decide/report.js';
import { measureRounds } from './decide/rounds.js';
import { decideTargets } from './decide/targets.js';
import { readOptions } from './options.js';
import { describeRun } from './run-description.js';
import { describeTargets } from './target.js';

const options = readOptions('npm run bench');

const contestants = Object.fromEntries(
  await Promise.all(
    contestantNames.map(async (name) => [name, (await contestantModules[name]()).contestant]),
  ),
) as Contestants;

// A contestant that answers something else is not compared at all.
assertAgreement(Object.values(contestants));
assertSameContract();

const rounds = await measureRounds(options.rounds);
const growth = (await runChild(new URL('decide/measure-growth.ts', import.meta.url))) as Growth;
const targets = decideTargets(rounds, growth);
const packageNames = Object.values(contestants).flatMap(({ packageName }) => packageName ?? []);

const section = [
  describeRun(`npm run bench -- --rounds ${options.rounds}`, [...new Set(packageNames), 'mitata']),
  'Targets, each by the median of the rounds:',
  describeTargets(targets),
  'One answer, the fastest first. In brackets the least and the most of the rounds:',
  contestantTable(contestants, rounds),
  'How each one is driven:',
  drivingList(contestants),
  'The cancel buttons of a list of 10,000 campaigns in random statuses:',
  listTable(rounds),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection('decide', section);
if (!targets.every(({ isReached }) => isReached)) process.exitCode = 1;
