import type { Subject } from '../subject/load-subject.js';
import { textOf } from './choices.js';
import { Execution } from './execution.js';
import type { Scenario } from './scenario.js';

/**
 * Does one schedule again, as a broken promise has printed it, and tells of each step what it did.
 *
 * @throws `BrokenPromiseError` where it was thrown before, if it still is
 */
export const replay = async (
  scenarios: readonly Scenario[],
  subject: Subject,
  [name, ...schedule]: readonly string[],
  tell: (line: string) => void,
): Promise<void> => {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
  const execution = await Execution.begin(scenario, subject);
  const { world } = execution;
  for (const text of schedule) {
    const choice = execution.choices.find((each) => textOf(world, each) === text);
    if (choice === undefined) {
      const possible = execution.choices.map((each) => textOf(world, each)).join('\n');
      throw new Error(`It cannot go on with ${text}, only with\n${possible}`);
    }
    await execution.take(choice);
    const { record, chunks } = world.campaign;
    const states = chunks.map((chunk) => chunk.states).join(' ');
    tell(
      `${String(world.now.ms).padStart(8)} ${record.status.padEnd(9)} ${states.padEnd(9)} ${text}`,
    );
    for (const { process, recipient } of world.newHandOvers) {
      tell(`${' '.repeat(28)} ${process} hands over ${recipient}`);
    }
  }
};
