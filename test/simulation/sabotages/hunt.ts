import type { Subject } from '../../subject/load-subject.js';
import { BrokenPromiseError } from '../execution.js';
import { explore } from '../explore.js';
import { recover } from '../recover.js';
import { scenarios } from '../scenarios/all-scenarios.js';
import type { Sabotage } from './sabotage.js';

/** How a missing guard was noticed. */
export interface Caught {
  readonly promise: string;
  readonly how: string;
  readonly executions: number;
  readonly steps: number;
}

const preemptionsMax = 2;

/**
 * Explores the code with one guard less until a promise is broken, or this one promise. `null`:
 * nothing was noticed.
 */
export const hunt = async (
  sabotage: Sabotage,
  options: {
    readonly subject: Subject;
    readonly executionsMax: number;
    readonly onlyPromise: string | null;
  },
): Promise<Caught | null> => {
  const { subject, executionsMax, onlyPromise } = options;
  const scenario = scenarios.find(({ name }) => name === sabotage.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario ${sabotage.scenario}.`);
  let executions = 0;
  const onExecution = () => {
    executions += 1;
  };
  try {
    const changed = { ...scenario, preemptionsMax, onlyPromise };
    await explore(changed, subject, { executionsMax, atEnd: recover, onExecution });
    return null;
  } catch (error) {
    if (!(error instanceof BrokenPromiseError)) throw error;
    const { promise, message, schedule } = error;
    const how = message.split('\n')[0] ?? '';
    return { promise, how, executions, steps: schedule.length };
  }
};
