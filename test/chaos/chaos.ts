// `npm run chaos`: workers, an API and servers that fail at random, for as long as it is told.
import { parseArgs } from 'node:util';
import { type Engine, engines, planChaos } from './chaos-plan.js';
import { describeOutcome } from './describe-outcome.js';
import { playChaos } from './play-chaos.js';
import { endPrograms } from './programs.js';
import { type Sabotage, sabotages } from './sabotage.js';

const usage = `Usage: npm run chaos -- [options]

  --engine NAME      ${engines.join(', ')} (default bullmq, which has every fault)
  --minutes N        how long faults go on (default 10)
  --seed N           play the same plan again (default: drawn, and printed)
  --campaigns N      (default 20)
  --recipients N     of all campaigns together (default 200000)
  --sabotage NAME    ${sabotages.join(', ')}: workers that break a promise, which has to be found
  --help             print this

DATABASE_URL names a PostgreSQL on which a database may be made; a Redis is started from
redis-server, on a port and in a folder of its own.`;

const leave = (text: string, code: 0 | 2): never => {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
};

const text = { type: 'string' } as const;
const parse = () => {
  try {
    return parseArgs({
      options: {
        engine: { ...text, default: 'bullmq' },
        minutes: { ...text, default: '10' },
        seed: { ...text, default: String(Math.floor(Math.random() * 2 ** 31)) },
        campaigns: { ...text, default: '20' },
        recipients: { ...text, default: '200000' },
        sabotage: text,
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return leave(`npm run chaos: ${error instanceof Error ? error.message : error}`, 2);
  }
};

const values = parse();
if (values.help) leave(usage, 0);

const number = (name: 'minutes' | 'seed' | 'campaigns' | 'recipients', least: number): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= least) return value;
  return leave(`npm run chaos: --${name} takes a number from ${least} on; got ${values[name]}`, 2);
};
const oneOf = <Name extends string>(option: string, names: readonly Name[], value: string): Name =>
  names.find((name) => name === value) ??
  leave(`npm run chaos: --${option} takes ${names.join(', ')}; got ${value}`, 2);

const plan = planChaos({
  seed: number('seed', 0),
  engine: oneOf<Engine>('engine', engines, values.engine),
  durationMs: number('minutes', 0.1) * 60_000,
  campaigns: number('campaigns', 1),
  recipients: number('recipients', 1),
});
const sabotage =
  values.sabotage === undefined
    ? undefined
    : oneOf<Sabotage>('sabotage', sabotages, values.sabotage);

const say = (line: string) => void process.stdout.write(`${line}\n`);
say(`chaos seed ${plan.seed}, engine ${plan.engine}: --seed ${plan.seed} plays the same plan`);
try {
  const outcome = await playChaos(plan, {
    serverUrl: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    ...(sabotage ? { sabotage } : {}),
    say,
  });
  say(describeOutcome(plan, outcome));
  if (outcome.broken.length > 0) process.exitCode = 1;
} finally {
  await endPrograms();
}
