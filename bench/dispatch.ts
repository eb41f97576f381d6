// `npm run bench:dispatch`: recipients a second by number of workers, against a bare loop.

import { writeSection } from './benchmarks-page.js';
import { dispatchVariants } from './dispatch/dispatch-variants.js';
import { formatSpread } from './format.js';
import { markdownTable } from './markdown-table.js';
import { readOptions } from './options.js';
import { describeServer, openPool } from './postgres-pool.js';
import { describeRun } from './run-description.js';
import { type Spread, spreadOf } from './spread.js';
import { openServerCanceller } from './stop/server-cancellers.js';
import type { Place } from './stop/server-ports.js';
import { startWorker, type WorkerProcess } from './stop/worker-process.js';
import { describeTargets, type Target } from './target.js';

const options = readOptions('npm run bench:dispatch');
const workerCounts = [1, 2, 4];
const sends = {
  'waits 1 ms': { ours: 'dispatch', bare: 'bare loop without status', recipients: 40_000 },
  'encrypts, signs, waits 1 ms': {
    ours: 'dispatch encrypted',
    bare: 'bare loop encrypted',
    recipients: 6000,
  },
} as const;
type SendName = keyof typeof sends;
const sendNames = Object.keys(sends) as SendName[];

const admin = openPool();
const server = await describeServer(admin);
const database = `bench_${process.pid}`;
await admin.query(`create database ${database}`);
const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const databaseUrl = Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
const place: Place = { engine: 'postgres', databaseUrl, redisUrl: '', prefix: database };
const service = await openServerCanceller('campaign-machine on servers', place);

type VariantName = keyof typeof dispatchVariants;
const workers = new Map<VariantName, WorkerProcess[]>();
for (const name of Object.keys(dispatchVariants) as VariantName[]) {
  const started = workerCounts.map(() => startWorker(name, JSON.stringify(place)));
  const more = startWorker(name, JSON.stringify(place));
  workers.set(name, await Promise.all([...started, more]));
}

let number = 0;
/** Recipients a second of so many processes together. */
const rateOf = async (name: VariantName, count: number, recipients: number): Promise<number> => {
  number += 1;
  const campaignId = `campaign-${number}`;
  const isOurs = name === 'dispatch' || name === 'dispatch encrypted';
  if (isOurs) await service.prepare(campaignId);
  const those = (workers.get(name) ?? []).slice(0, count);
  const ended = those.map((worker) => worker.hear('ended'));
  const each = isOurs ? recipients : recipients / count;
  const from = performance.now();
  for (const worker of those) worker.tell({ type: 'run', campaignId, recipients: each });
  const sent = (await Promise.all(ended)).reduce((sum, { handedOver }) => sum + handedOver, 0);
  if (sent !== recipients) throw new Error(`${name} sent ${sent} of ${recipients}.`);
  return (recipients / (performance.now() - from)) * 1000;
};

const rates = new Map<string, number[]>();
const key = (name: VariantName, count: number) => `${name} ${count}`;
// The first round warms up.
for (let round = 0; round <= options.rounds; round += 1) {
  for (const send of sendNames) {
    for (const count of workerCounts) {
      for (const name of [sends[send].ours, sends[send].bare]) {
        const rate = await rateOf(name, count, sends[send].recipients);
        if (round > 0) rates.set(key(name, count), [...(rates.get(key(name, count)) ?? []), rate]);
      }
    }
  }
}
for (const worker of [...workers.values()].flat()) worker.stop();

const of = (name: VariantName, count: number) => rates.get(key(name, count)) ?? [];
/** The rate of one against another's of the same round. */
const against = (ours: readonly number[], other: readonly number[]): Spread =>
  spreadOf(ours.map((rate, round) => rate / (other[round] ?? Number.NaN)));
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const factor = (value: number) => `${value.toFixed(2)} ×`;

const encrypted = sends['encrypts, signs, waits 1 ms'];
const real = against(of(encrypted.ours, 1), of(encrypted.bare, 1));
const more = against(of(encrypted.ours, 2), of(encrypted.ours, 1));
const bareMore = against(of(encrypted.bare, 2), of(encrypted.bare, 1));
const targets: Target[] = [
  {
    claim: 'at least 90 % of the rate of the bare loop, with web-push, one worker',
    measured: formatSpread(real, percent),
    isReached: real.median >= 0.9,
  },
  {
    claim: 'a second worker adds at least 90 % of what it adds to the bare loop, with web-push',
    measured: `${formatSpread(more, factor)}, bare ${formatSpread(bareMore, factor)}`,
    isReached: more.median >= bareMore.median * 0.9,
  },
];

const section = [
  `${describeRun(`npm run bench:dispatch -- --rounds ${options.rounds}`, ['pg', 'web-push'])}\n${server}`,
  'Targets:',
  describeTargets(targets),
  'One campaign, its workers in processes of their own on 50 lanes each; medians of the rounds:',
  markdownTable([
    ['send', 'workers', 'recipients a second', 'bare loop', 'share', 'against one worker'],
    ...sendNames.flatMap((send) =>
      workerCounts.map((count) => {
        const { ours, bare } = sends[send];
        return [
          send,
          String(count),
          spreadOf(of(ours, count)).median.toFixed(0),
          spreadOf(of(bare, count)).median.toFixed(0),
          percent(against(of(ours, count), of(bare, count)).median),
          factor(against(of(ours, count), of(ours, 1)).median),
        ];
      }),
    ),
  ]),
].join('\n\n');

process.stdout.write(`${section}\n`);
if (options.write) writeSection('dispatch', section);
await admin.query(`drop database ${database} with (force)`);
process.exit(targets.every(({ isReached }) => isReached) ? 0 : 1);
