// How fast a cancel from another process stops several workers on servers.

import { writeSection } from '../benchmarks-page.js';
import { markdownTable } from '../markdown-table.js';
import { readOptions } from '../options.js';
import { describeServer, openPool } from '../postgres-pool.js';
import { describeRun } from '../run-description.js';
import { createSeededRandom } from '../seeded-random.js';
import { spreadOf } from '../spread.js';
import { describeTargets, type Target } from '../target.js';
import { openPlace } from './server-place.js';
import type { Place } from './server-ports.js';
import { openServerTrial, type ServerStop } from './server-trial.js';
import type { ServerVariantName } from './server-variants.js';
import { stopEngines } from './stop-engines.js';

const options = readOptions('npm run bench:stop', stopEngines);
const engine = options.engine as Place['engine'];
const cancels = 4 * options.rounds;
// So many that no number of workers comes to the end of them before the cancel.
const recipients = 400_000;
const workerCounts = [1, 2, 4, 8];
// Push services answer after tens of milliseconds and more. The shorter, the more messages the same lanes
// send, until there is no core left on which anybody could hear of a cancel.
const sendTimes = [100, 20, 1];
const loads = sendTimes.flatMap((sendMs) => workerCounts.map((workers) => ({ sendMs, workers })));
type Load = (typeof loads)[number];

const ours = 'campaign-machine on servers';
const names: readonly ServerVariantName[] = [ours, `${engine} alone`];
const ownMeans = {
  postgres: 'a status column, read again before each page of 100',
  'pg-boss': 'its own cancel, heard at the next heartbeat (1 s, the shortest)',
  bullmq: 'its own `cancelAllJobs`, in each process, told by a message over Redis',
} as const;

const admin = openPool();
const server = await describeServer(admin);
const { place, remove } = await openPlace(admin, engine);

const stops = new Map<string, ServerStop[]>();
const key = (name: ServerVariantName, { sendMs, workers }: Load) => `${name} ${sendMs} ${workers}`;
const random = createSeededRandom(1);
const trials = await Promise.all(
  names.map(async (name) => ({ name, trial: await openServerTrial(name, place, 8) })),
);
// Interleaved, so that what else the machine does falls on all of them alike.
for (let round = 0; round < cancels; round += 1) {
  for (const load of loads) {
    const afterMs = 100 + Math.round(random() * 400);
    for (const { name, trial } of trials) {
      const stop = await trial.stop({ ...load, recipients, afterMs });
      stops.set(key(name, load), [...(stops.get(key(name, load)) ?? []), stop]);
    }
  }
}
for (const { trial } of trials) trial.close();

const spread = (name: ServerVariantName, load: Load, what: keyof ServerStop) =>
  spreadOf((stops.get(key(name, load)) ?? []).map((stop) => stop[what]));
const cell = (name: ServerVariantName, load: Load, what: keyof ServerStop, digits: number) => {
  const { median, most } = spread(name, load, what);
  return `${median.toFixed(digits)} / ${most.toFixed(digits)}`;
};

const targetsOf = (sendMs: number): readonly Target[] => {
  const those = loads.filter((load) => load.sendMs === sendMs);
  const medians = (what: keyof ServerStop) =>
    those.map((load) => ({ load, value: spread(ours, load, what).median }));
  const each = (what: keyof ServerStop, digits: number) =>
    medians(what)
      .map(({ load, value }) => `${value.toFixed(digits)} (${load.workers})`)
      .join(', ');
  return [
    {
      claim: `${sendMs} ms a message: no hand-over after the cancel returned, by the median, for any number of workers`,
      measured: each('over', 0),
      isReached: medians('over').every(({ value }) => value === 0),
    },
    {
      claim: `${sendMs} ms a message: the last hand-over begins less than 5 ms after the cancel was called, by the median, for any number of workers`,
      measured: `${each('lastMs', 1)} ms`,
      isReached: medians('lastMs').every(({ value }) => value < 5),
    },
  ];
};
const targets = sendTimes.flatMap(targetsOf);

const does = (name: ServerVariantName) =>
  name === ours ? 'campaign-machine' : `${engine} without it: ${ownMeans[engine]}`;
const packages = { postgres: ['pg'], 'pg-boss': ['pg', 'pg-boss'], bullmq: ['pg', 'bullmq'] };
const tableOf = (sendMs: number) =>
  markdownTable([
    [
      'how',
      'workers',
      'the call itself, ms',
      'last hand-over, ms after the call',
      'hand-overs after it returned',
    ],
    ...names.flatMap((name) =>
      loads
        .filter((load) => load.sendMs === sendMs)
        .map((load) => [
          does(name),
          String(load.workers),
          cell(name, load, 'callMs', 1),
          cell(name, load, 'lastMs', 1),
          cell(name, load, 'over', 0),
        ]),
    ),
  ]);
const section = [
  `${describeRun(`npm run bench:stop -- --engine ${engine} --rounds ${options.rounds}`, packages[engine])}\n${server}`,
  'Targets:',
  describeTargets(targets),
  ...sendTimes.flatMap((sendMs) => [
    `${sendMs} ms a message, ${cancels} cancels each from another process, at random moments of a dispatch on 50 lanes a worker; median / max:`,
    tableOf(sendMs),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection(`stop-${engine}`, section);
await remove();
await admin.end();
process.exit(targets.every(({ isReached }) => isReached) ? 0 : 1);
