// `npm run bench:units`: what one recipient, campaign, cancel and job costs, and what that comes to.

import { createHash } from 'node:crypto';
import { writeSection } from './benchmarks-page.js';
import { type Load, openBench } from './dispatch/measure.js';
import { readOptions } from './options.js';
import { describeServer, openPool } from './postgres-pool.js';
import { describeRun } from './run-description.js';
import { openPlace } from './stop/server-place.js';
import { openDatabase } from './stop/server-ports.js';
import { type Audience, type AudienceCosts, measureAudience } from './units/audience-costs.js';
import { measureCampaigns } from './units/campaign-costs.js';
import { mediansOf } from './units/medians-of.js';
import { measureDrop } from './units/partitions.js';
import { measureRedis } from './units/redis-costs.js';
import { scaleSection } from './units/scale-section.js';
import type { UnitCosts } from './units/unit-costs.js';
import { unitsSection } from './units/units-section.js';

const options = readOptions('npm run bench:units');
const size = 50_000;
// Drawn, as real ones are, so that nothing shrinks when it is stored.
const drawn = (what: string) => createHash('sha512').update(what).digest('base64url');
const ids = (index: number) => ({ id: drawn(`${index}`).slice(0, 32) });
// What a browser gives for a subscription: an address of some 200 letters and two keys.
const subscription = (index: number) => ({
  ...ids(index),
  endpoint: `https://push.example/wpush/v2/${drawn(`a${index}`)}${drawn(`b${index}`)}`,
  keys: { p256dh: drawn(`c${index}`), auth: drawn(`d${index}`).slice(0, 22) },
});
const usual: Audience = {
  what: '500 in a chunk, ids only',
  schema: 'usual',
  size,
  chunkSize: 500,
  recipient: ids,
};
const longChunks: Audience = {
  ...usual,
  what: '5,000 in a chunk, ids only',
  schema: 'long_chunks',
  chunkSize: 5000,
};
const subscriptions: Audience = {
  ...usual,
  what: '500 in a chunk, whole subscriptions',
  schema: 'subscriptions',
  recipient: subscription,
};

const note = (what: string) => process.stderr.write(`${what}\n`);
const admin = openPool();
const server = await describeServer(admin);
const { place, remove } = await openPlace(admin, 'bullmq');
const pool = openDatabase(place);

let run = 0;
/** Medians of the rounds, each on tables of its own. */
const costsOf = async (audience: Audience): Promise<AudienceCosts> => {
  const rounds: AudienceCosts[] = [];
  while (rounds.length < options.rounds) {
    run += 1;
    note(`${audience.what}, ${rounds.length + 1} of ${options.rounds}`);
    rounds.push(await measureAudience(pool, { ...audience, schema: `${audience.schema}_${run}` }));
  }
  return { ...mediansOf(rounds), what: audience.what };
};
const audiences = [
  await costsOf(usual),
  await costsOf(longChunks),
  await costsOf(subscriptions),
] as const;
note('partitions');
const dropMs = await measureDrop(pool, { ...usual, what: 'in partitions', schema: 'partitions' });
note('campaigns');
const campaign = await measureCampaigns(pool, place.databaseUrl);
note('Redis');
const redisBytesPerJob = await measureRedis(place.redisUrl, place.prefix);

const [dispatch, encrypting] = ['dispatch, 500 lanes', 'bare loop encrypted'] as const;
const bench = await openBench({ ...place, engine: 'postgres' }, [dispatch, encrypting], 4);
const runsOf = async (name: typeof dispatch | typeof encrypting, workers: number, load: Load) => {
  const rounds = [];
  while (rounds.length < options.rounds) {
    note(`${name}, workers: ${workers}, ${rounds.length + 1} of ${options.rounds}`);
    rounds.push(await bench.run(name, workers, load));
  }
  return { workers, ...mediansOf(rounds) };
};
const rateOf = (workers: number) => runsOf(dispatch, workers, { recipients: 60_000, sendMs: 1 });
// The first warms up.
await bench.run(dispatch, 4, { recipients: 60_000, sendMs: 1 });
const rates = [await rateOf(1), await rateOf(2), await rateOf(4)] as const;
const { workerUs: encryptUs } = await runsOf(encrypting, 1, { recipients: 3000, sendMs: 1 });
bench.close();

const costs: UnitCosts = { audiences, rates, encryptUs, campaign, redisBytesPerJob, dropMs };
const from = `${describeRun(`npm run bench:units -- --rounds ${options.rounds}`, ['pg', 'bullmq', 'web-push'])}\n${server}`;
const units = [from, unitsSection(costs)].join('\n\n');
const scale = scaleSection(costs);
process.stdout.write(`${units}\n\n${scale}\n`);
if (options.write) {
  writeSection('units', units);
  writeSection('scale', scale, 'docs/scale.md');
}
await remove();
process.exit(0);
