// `npm run bench:memory`: what a dispatch needs in memory, from 10,000 recipients to 1,000,000.

import { writeSection } from './benchmarks-page.js';
import { runChild } from './child.js';
import { markdownTable } from './markdown-table.js';
import { type EngineName, engines } from './memory/engines.js';
import { readOptions } from './options.js';
import { describeServer, openPool } from './postgres-pool.js';
import { describeRun } from './run-description.js';
import { describeTargets, type Target } from './target.js';

interface Sent {
  readonly size: number;
  readonly peak: number;
  readonly elapsedMs: number;
}

const options = readOptions('npm run bench:memory', Object.keys(engines));
const engine = options.engine as EngineName;
const { section: name, packages } = engines[engine];
const sizes = [10_000, 100_000, 1_000_000];
const command = `npm run bench:memory${engine === 'sqlite' ? '' : ` -- --engine ${engine}`}`;
const module = new URL('memory/send.ts', import.meta.url);

const runs: Sent[] = [];
for (const size of sizes) runs.push((await runChild(module, String(size), engine)) as Sent);

const [small, middle, large] = runs as [Sent, Sent, Sent];
const target = (to: Sent, most: number): Target => {
  const growth = large.peak / to.peak;
  const [from, into] = [to.size, large.size].map((size) => size.toLocaleString('en'));
  return {
    claim: `the peak of ${into} recipients is at most ${most} times that of ${from}`,
    measured: `${growth.toFixed(2)} ×`,
    isReached: growth <= most,
  };
};
// The smallest is over before the heap has its working size; from the middle one on it is flat.
const targets: Target[] = [target(middle, 1.2), target(small, 2)];

const describeOpenServer = async (): Promise<string[]> => {
  if (engine !== 'postgres') return [];
  const pool = openPool();
  const server = await describeServer(pool);
  await pool.end();
  return [server];
};

const section = [
  [describeRun(command, packages), ...(await describeOpenServer())].join('\n'),
  'Targets:',
  describeTargets(targets),
  markdownTable([
    ['recipients', 'peak RSS', 'time', 'recipients a second'],
    ...runs.map(({ size, peak, elapsedMs }) => [
      size.toLocaleString('en'),
      `${(peak / 2 ** 20).toFixed(0)} MiB`,
      `${(elapsedMs / 1000).toFixed(1)} s`,
      Math.round((size / elapsedMs) * 1000).toLocaleString('en'),
    ]),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection(name, section);
if (!targets.every(({ isReached }) => isReached)) process.exitCode = 1;
