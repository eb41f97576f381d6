// `npm run bench:dispatch`: recipients a second by number of workers, against a bare loop, and what limits.

import { writeSection } from './benchmarks-page.js';
import {
  coresTable,
  dispatchTargets,
  type RunsOf,
  ratesTable,
  type Send,
} from './dispatch/dispatch-section.js';
import type { DispatchVariantName } from './dispatch/dispatch-variants.js';
import { openBench, type Run } from './dispatch/measure.js';
import { readOptions } from './options.js';
import { describeServer, openPool } from './postgres-pool.js';
import { describeRun } from './run-description.js';
import { openPlace } from './stop/server-place.js';
import { describeTargets } from './target.js';

const options = readOptions('npm run bench:dispatch');
const workerCounts = [1, 2, 4];
const encrypted: readonly Send[] = [
  {
    what: 'web-push, 1 ms, 50 lanes',
    ours: 'dispatch encrypted',
    bare: 'bare loop encrypted',
    recipients: 8000,
    sendMs: 1,
  },
  {
    what: 'web-push, 20 ms, 200 lanes',
    ours: 'dispatch encrypted, 200 lanes',
    bare: 'bare loop encrypted, 200 lanes',
    recipients: 8000,
    sendMs: 20,
  },
];
const sends: readonly Send[] = [
  {
    what: '1 ms, 50 lanes',
    ours: 'dispatch',
    bare: 'bare loop without status',
    recipients: 40_000,
    sendMs: 1,
  },
  ...encrypted,
];

const admin = openPool();
const server = await describeServer(admin);
const { place, remove } = await openPlace(admin, 'postgres');
const names = sends.flatMap(({ ours, bare }) => [ours, bare]);
const bench = await openBench(place, names, Math.max(...workerCounts));
const runs = new Map<string, Run[]>();
const key = (name: DispatchVariantName, count: number) => `${name} ${count}`;
const of: RunsOf = (name, count) => runs.get(key(name, count)) ?? [];
// The first round warms up. One beside the other, so that what else the machine does falls on both.
for (let round = 0; round <= options.rounds; round += 1) {
  const from = performance.now();
  for (const { ours, bare, ...load } of sends) {
    for (const count of workerCounts) {
      for (const name of [ours, bare]) {
        const run = await bench.run(name, count, load);
        if (round > 0) runs.set(key(name, count), [...of(name, count), run]);
      }
    }
  }
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  process.stderr.write(`round ${round} of ${options.rounds}: ${seconds} s\n`);
}
bench.close();

const targets = encrypted.flatMap((send) => dispatchTargets(send, of));
const section = [
  `${describeRun(`npm run bench:dispatch -- --rounds ${options.rounds}`, ['pg', 'web-push'])}\n${server}`,
  'Targets:',
  describeTargets(targets),
  'One campaign, its workers in processes of their own; medians of the rounds:',
  ratesTable(sends, workerCounts, of),
  'What the cores were busy with, in the same runs:',
  coresTable(sends, workerCounts, of),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection('dispatch', section);
await remove();
process.exit(targets.every(({ isReached }) => isReached) ? 0 : 1);
