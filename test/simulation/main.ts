import { loadSubject } from '../subject/load-subject.js';
import { explore } from './explore.js';
import { walk } from './random-walk.js';
import { recover } from './recover.js';
import { replay } from './replay.js';
import type { Scenario } from './scenario.js';
import { allSabotages } from './sabotages/all-sabotages.js';
import { everything, scenarios } from './scenarios.js';

const env = (name: string) => process.env[`EXPLORE_${name}`];
const number = (name: string, otherwise: number): number => {
  const value = Number(env(name) ?? otherwise);
  if (Number.isNaN(value)) throw new Error(`EXPLORE_${name} has to be a number.`);
  return value;
};

Error.stackTraceLimit = 0;
const sabotage = allSabotages.find(({ name }) => name === env('SABOTAGE'));
const subject = await loadSubject(sabotage?.patches);
const asked = env('REPLAY');
if (asked) {
  await replay([...scenarios, everything], subject, JSON.parse(asked), console.log);
  console.log('No promise was broken.');
  process.exit();
}
const executionsMax = number('EXECUTIONS', 100_000);
const names = env('SCENARIO')?.split(',');
const chosen = (scenario: Scenario) => names?.includes(scenario.name) ?? true;

for (const scenario of scenarios.filter(chosen)) {
  const preemptionsMax = number('PREEMPTIONS', scenario.preemptionsMax);
  const startedAt = performance.now();
  const seen = await explore(
    { ...scenario, preemptionsMax },
    subject,
    { executionsMax, atEnd: recover },
  );
  const ms = performance.now() - startedAt;
  console.log(
    `${scenario.name}: ≤ ${preemptionsMax} preemptions, ${seen.states} states, ${seen.edges} steps, ${seen.interleavings} interleavings, ` +
      `depth ${seen.depth}, ${seen.executions} executions, ${seen.ends} ends, ${seen.isWhole ? 'whole' : 'cut off'}, ${(ms / 1000).toFixed(1)} s`,
  );
}
const seed = number('SEED', Math.floor(Math.random() * 2 ** 31));
const walks = number('WALKS', 1000);
const startedAt = performance.now();
let steps = 0;
for (let index = 0; index < walks; index += 1) steps += await walk(everything, subject, seed + index);
console.log(`${walks} walks through everything from EXPLORE_SEED=${seed}, ${steps} steps, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
