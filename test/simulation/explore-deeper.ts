import { loadSubject } from '../subject/load-subject.js';
import { explore } from './explore.js';
import { walk } from './random-walk.js';
import { recover } from './recover.js';
import { replay } from './replay.js';
import { allSabotages } from './sabotages/all-sabotages.js';
import type { Scenario } from './scenario.js';
import { everything, scenarios } from './scenarios/all-scenarios.js';

// npm run explore: the same as in the tests, for as long as you like. From the environment:
// EXPLORE_SCENARIO=a,b     these scenarios only
// EXPLORE_PREEMPTIONS=n    this bound for all of them, instead of one more than in the tests
// EXPLORE_EXECUTIONS=n     at most so many executions of each
// EXPLORE_WALKS=n          so many random schedules of everything, from EXPLORE_SEED=n
// EXPLORE_REPLAY='[...]'   this one schedule, as a broken promise has printed it
// EXPLORE_SABOTAGE=name    with this guard taken out
const env = (name: string): string | undefined => process.env[`EXPLORE_${name}`];

const number = (name: string, otherwise: number): number => {
  const value = Number(env(name) ?? otherwise);
  if (Number.isNaN(value)) throw new Error(`EXPLORE_${name} has to be a number.`);
  return value;
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const sabotageNamed = (name: string | undefined) => {
  if (name === undefined) return [];
  const sabotage = allSabotages.find((each) => each.name === name);
  if (sabotage === undefined) throw new Error(`There is no sabotage ${name}.`);
  return sabotage.patches;
};

// Thousands of errors are made on purpose, and nobody reads where.
Error.stackTraceLimit = 0;
const subject = await loadSubject(sabotageNamed(env('SABOTAGE')));
const all = [...scenarios, everything];

const exploreDeeper = async (scenario: Scenario): Promise<void> => {
  const startedAt = performance.now();
  const preemptionsMax = number('PREEMPTIONS', scenario.preemptionsMax + 1);
  const options = { executionsMax: number('EXECUTIONS', 20_000), atEnd: recover };
  const seen = await explore({ ...scenario, preemptionsMax }, subject, options);
  const { states, edges, interleavings, depth, executions, isWhole } = seen;
  console.log(
    `${scenario.name}: at most ${preemptionsMax} preemptions, ${states} states, ${edges} steps between them, ` +
      `${interleavings} interleavings of up to ${depth} steps, ${executions} executions, ` +
      `${isWhole ? 'whole' : 'cut off'}, ${seconds(startedAt)}`,
  );
};

const walkAround = async (): Promise<void> => {
  const startedAt = performance.now();
  const seed = number('SEED', Math.floor(Math.random() * 2 ** 31));
  const walks = number('WALKS', 5000);
  let steps = 0;
  for (let index = 0; index < walks; index += 1) {
    steps += await walk(everything, subject, seed + index);
  }
  console.log(
    `everything: ${walks} random schedules from EXPLORE_SEED=${seed}, ${steps} steps, ${seconds(startedAt)}`,
  );
};

const schedule = env('REPLAY');
if (schedule === undefined) {
  const names = env('SCENARIO')?.split(',') ?? all.map(({ name }) => name);
  for (const scenario of all.filter(({ name }) => names.includes(name))) {
    await exploreDeeper(scenario);
  }
  await walkAround();
} else {
  await replay(all, subject, JSON.parse(schedule), console.log);
  console.log('No promise was broken.');
}
