// How fast a cancel from another process stops several workers on servers.

import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { writeSection } from '../benchmarks-page.js';
import { markdownTable } from '../markdown-table.js';
import { readOptions } from '../options.js';
import { describeServer, openPool } from '../postgres-pool.js';
import { describeRun } from '../run-description.js';
import { createSeededRandom } from '../seeded-random.js';
import { spreadOf } from '../spread.js';
import { describeTargets, type Target } from '../target.js';
import type { Stop } from './measure.js';
import { nowNs } from './protocol.js';
import { openServerCanceller } from './server-cancellers.js';
import type { Place } from './server-ports.js';
import type { ServerVariantName } from './server-variants.js';
import { stopEngines } from './stop-engines.js';
import { startWorker } from './worker-process.js';

const options = readOptions('npm run bench:stop', stopEngines);
const engine = options.engine as Place['engine'];
const workerCounts = [1, 2, 4, 8];
const cancels = 4 * options.rounds;
// So many that no number of workers comes to the end of them before the cancel.
const recipients = 400_000;

const ownMeans = {
  postgres: 'a status column, read again before each page of 100',
  'pg-boss': 'its own cancel, heard at the next heartbeat (1 s, the shortest)',
  bullmq: 'its own `cancelAllJobs`, in each process, told by a message',
} as const;
const names: readonly ServerVariantName[] = ['campaign-machine on servers', `${engine} alone`];

const admin = openPool();
const server = await describeServer(admin);
const database = `bench_${process.pid}`;
await admin.query(`create database ${database}`);
const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const place: Place = {
  engine,
  databaseUrl: Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href,
  redisUrl: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
  prefix: database,
};

const open = async (name: ServerVariantName) => {
  const canceller = await openServerCanceller(name, place);
  const workers = [];
  for (let index = 0; index < (workerCounts.at(-1) ?? 1); index += 1) {
    workers.push(await startWorker(name, JSON.stringify(place)));
  }
  return { canceller, workers };
};
type Trial = Awaited<ReturnType<typeof open>>;

let number = 0;
const stopOnce = async (trial: Trial, count: number, afterMs: number): Promise<Stop> => {
  number += 1;
  const campaignId = `campaign-${number}`;
  const workers = trial.workers.slice(0, count);
  await trial.canceller.prepare(campaignId);
  const sending = workers.map((worker) => worker.hear('sending'));
  const ended = workers.map((worker) => worker.hear('ended'));
  for (const worker of workers) worker.tell({ type: 'run', campaignId, recipients });
  await Promise.all(sending);
  await sleep(afterMs);
  const calledNs = nowNs();
  await trial.canceller.cancel(campaignId, workers);
  const returnedNs = nowNs();
  const sent = (await Promise.all(ended)).reduce((sum, { handedOver }) => sum + handedOver, 0);
  if (sent >= recipients) throw new Error('everything was sent before the cancel');
  const counted = workers.map((worker) => worker.hear('counted'));
  for (const worker of workers) {
    worker.tell({ type: 'count', calledNs: String(calledNs), returnedNs: String(returnedNs) });
  }
  const each = await Promise.all(counted);
  return {
    lastMs: Math.max(...each.map(({ lastMs }) => lastMs)),
    over: each.reduce((sum, { over }) => sum + over, 0),
  };
};

const trials = new Map<ServerVariantName, Trial>();
for (const name of names) trials.set(name, await open(name));
const random = createSeededRandom(1);
const key = (name: ServerVariantName, count: number) => `${name} ${count}`;
const stops = new Map<string, Stop[]>();
// Interleaved, so that what else the machine does falls on all of them alike.
for (let round = 0; round < cancels; round += 1) {
  for (const count of workerCounts) {
    const afterMs = 100 + Math.round(random() * 400);
    for (const name of names) {
      const stop = await stopOnce(trials.get(name) as Trial, count, afterMs);
      stops.set(key(name, count), [...(stops.get(key(name, count)) ?? []), stop]);
    }
  }
}
for (const { workers } of trials.values()) for (const worker of workers) worker.stop();

const spread = (name: ServerVariantName, count: number, what: keyof Stop) =>
  spreadOf((stops.get(key(name, count)) ?? []).map((stop) => stop[what]));
const cell = (name: ServerVariantName, count: number, what: keyof Stop, digits: number) => {
  const { median, most } = spread(name, count, what);
  return `${median.toFixed(digits)} / ${most.toFixed(digits)}`;
};

const worst = (what: keyof Stop) =>
  Math.max(...workerCounts.map((count) => spread(names[0] as never, count, what).median));
const medians = (what: keyof Stop, digits: number) =>
  workerCounts
    .map((count) => `${spread(names[0] as never, count, what).median.toFixed(digits)} (${count})`)
    .join(', ');
const targets: Target[] = [
  {
    claim: 'no hand-over after the cancel returned, by the median, for any number of workers',
    measured: medians('over', 0),
    isReached: worst('over') === 0,
  },
  {
    claim:
      'the last hand-over begins less than 5 ms after the cancel was called, by the median, for any number of workers',
    measured: `${medians('lastMs', 1)} ms`,
    isReached: worst('lastMs') < 5,
  },
];

const does = (name: ServerVariantName) =>
  name === names[0] ? 'campaign-machine' : `${engine} without it: ${ownMeans[engine]}`;
const packages = { postgres: ['pg'], 'pg-boss': ['pg', 'pg-boss'], bullmq: ['pg', 'bullmq'] };
const section = [
  `${describeRun(`npm run bench:stop -- --engine ${engine} --rounds ${options.rounds}`, packages[engine])}\n${server}`,
  'Targets:',
  describeTargets(targets),
  `${cancels} cancels each from another process, at random moments of a dispatch on 50 lanes a worker with 1 ms a message; median / max:`,
  markdownTable([
    ['how', 'workers', 'last hand-over, ms after the call', 'hand-overs after it returned'],
    ...names.flatMap((name) =>
      workerCounts.map((count) => [
        does(name),
        String(count),
        cell(name, count, 'lastMs', 1),
        cell(name, count, 'over', 0),
      ]),
    ),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection(`stop-${engine}`, section);
await admin.query(`drop database ${database} with (force)`);
await admin.end();
if (engine === 'bullmq') {
  const redis = new Redis(place.redisUrl);
  for await (const keys of redis.scanStream({ match: `${place.prefix}:*` })) {
    if (keys.length > 0) await redis.del(keys);
  }
  redis.disconnect();
}
process.exit(targets.every(({ isReached }) => isReached) ? 0 : 1);
