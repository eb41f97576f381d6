import type { Budgets } from './scenario.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { Done, World } from './world.js';

/** More than a lease lives, in every scenario. */
export const jumpMs = 5000;

/** What can be done with a step: let it happen, or one of the things that go wrong. */
type Way = 'run' | 'hold' | 'lose' | 'refuse';

/** One way to go on: as little as will find it again in a world with the same past. */
export type Choice =
  | { readonly do: Way; readonly process: number; readonly step: number }
  | { readonly do: 'wake' | 'stop' | 'crash'; readonly process: number }
  | { readonly do: 'tick' | 'jump' | 'pass' };

const spends: Readonly<Record<Choice['do'], keyof Budgets | null>> = {
  run: null,
  hold: 'holds',
  lose: 'losses',
  refuse: 'refusals',
  wake: null,
  stop: 'shutdowns',
  crash: 'crashes',
  tick: 'ticks',
  jump: 'jumps',
  pass: null,
};

/** What of its budget a choice takes. */
export const costOf = (choice: Choice): keyof Budgets | null => spends[choice.do];

const ways: readonly Way[] = ['run', 'hold', 'lose', 'refuse'];
const run: readonly Way[] = ['run'];

const ofProcess = (process: SimulatedProcess, index: number): Choice[] => {
  if (process.state === 'crashed') return [];
  const choices: Choice[] = process.steps.flatMap(({ kind, isPort }, step) =>
    // What a push service answers is said by the scenario; it can only be late.
    (kind === 'call' && isPort ? ways : run).map((way) => ({ do: way, process: index, step })),
  );
  if (process.clock.isDue) choices.push({ do: 'wake', process: index });
  if (process.state !== 'running') return choices;
  if (!process.shutdown.aborted) choices.push({ do: 'stop', process: index });
  if (process.hasMoved) choices.push({ do: 'crash', process: index });
  return choices;
};

/** All ways to go on from here that the budgets allow; none: the execution is over. */
export const choicesOf = (world: World, left: Budgets): Choice[] => {
  const choices = world.processes.flatMap(ofProcess);
  const canTick = world.nextTimerAt < Infinity;
  if (world.processes.some((process) => process.canMove)) {
    if (canTick) choices.push({ do: 'tick' });
    choices.push({ do: 'jump' });
    // When there is nothing else to do, time passes by itself.
  } else if (canTick && world.processes.some(({ state }) => state === 'running')) {
    choices.push({ do: 'pass' });
  }
  return choices.filter((choice) => {
    const cost = costOf(choice);
    return cost === null || left[cost] > 0;
  });
};

/** A choice in words that tell it from all others at the same point: for people, and to replay. */
export const textOf = (world: World, choice: Choice): string => {
  if (!('process' in choice)) return choice.do;
  const { name, steps } = world.processes[choice.process] as SimulatedProcess;
  if (!('step' in choice)) return `${name} ${choice.do}`;
  const { label, kind } = steps[choice.step] as SimulatedProcess['steps'][number];
  const what = kind === 'answer' ? `hear ${label}` : `${choice.do} ${label}`;
  const same = steps.slice(0, choice.step).filter((step) => step.label === label).length;
  return same === 0 ? `${name} ${what}` : `${name} ${what} (${same + 1})`;
};

/** Goes on in this way. */
export const go = async (world: World, choice: Choice): Promise<Done | null> => {
  switch (choice.do) {
    case 'tick':
    case 'pass':
      world.now.ms = world.nextTimerAt;
      return null;
    case 'jump':
      world.now.ms += jumpMs;
      return null;
    default:
      break;
  }
  const process = world.processes[choice.process] as SimulatedProcess;
  switch (choice.do) {
    case 'wake':
      return world.wake(process);
    case 'stop':
      return world.stop(process);
    case 'crash':
      process.crash();
      return null;
    default:
      return world.perform(process, choice.step, choice.do);
  }
};
