import type { Subject } from '../subject/load-subject.js';
import type { Choice } from './choices.js';
import { Execution } from './execution.js';
import type { Scenario } from './scenario.js';

/** A way to a state, from its end to its beginning: most of it is shared with other ways. */
interface Way {
  readonly before: Way | null;
  readonly choice: Choice;
}

/** How much was seen. */
export interface Seen {
  readonly states: number;
  /** Steps between them. */
  readonly edges: number;
  /** Schedules from the beginning to an end, however many ran: those through the same states share. */
  readonly interleavings: number;
  readonly executions: number;
  readonly ends: number;
  readonly depth: number;
  /** `false`: there is more, beyond the bound that was given. */
  readonly isWhole: boolean;
}

const choicesTo = (way: Way | null): Choice[] => {
  const choices: Choice[] = [];
  for (let at = way; at !== null; at = at.before) choices.push(at.choice);
  return choices.reverse();
};

/** Every state that was seen, with those that follow. */
class Graph {
  readonly #next = new Map<string, string[]>();
  edges = 0;

  has(key: string): boolean {
    return this.#next.has(key);
  }

  add(key: string): void {
    this.#next.set(key, []);
  }

  connect(from: string, to: string): void {
    this.#next.get(from)?.push(to);
    this.edges += 1;
  }

  get size(): number {
    return this.#next.size;
  }

  /** Paths from `start` to where nothing follows; there are no cycles, for every past is longer. */
  paths(start: string): number {
    const paths = new Map<string, number>();
    const stack = [start];
    while (stack.length > 0) {
      const key = stack[stack.length - 1] as string;
      const next = this.#next.get(key) ?? [];
      const unknown = next.filter((each) => !paths.has(each));
      if (unknown.length > 0) stack.push(...unknown);
      else {
        stack.pop();
        paths.set(key, next.reduce((sum, each) => sum + (paths.get(each) ?? 0), 0) || 1);
      }
    }
    return paths.get(start) ?? 0;
  }
}

/**
 * Walks through every state that a scenario can get into. The code under test cannot be set back, so
 * each branch begins again from the start and is led to where it branches off. A state that was seen
 * before is not gone on from.
 *
 * @throws `BrokenPromiseError` with the schedule that led there
 */
export const explore = async (
  scenario: Scenario,
  subject: Subject,
  options: {
    readonly executionsMax: number;
    readonly atEnd: (execution: Execution) => Promise<void>;
    readonly onExecution?: () => void;
  },
): Promise<Seen> => {
  const graph = new Graph();
  const todo: { readonly way: Way | null; readonly from: string | null }[] = [
    { way: null, from: null },
  ];
  const counts = { executions: 0, ends: 0, depth: 0 };
  let start = '';
  // First come, first served: what differs least from the plainest schedule is looked at first.
  for (const branch of todo) {
    if (counts.executions === options.executionsMax) break;
    counts.executions += 1;
    options.onExecution?.();
    const execution = await Execution.begin(scenario, subject);
    for (const choice of choicesTo(branch.way)) await execution.take(choice, false);
    let { way, from } = branch;
    for (;;) {
      const key = execution.key;
      if (from === null) start = key;
      else graph.connect(from, key);
      if (graph.has(key)) break;
      graph.add(key);
      counts.depth = Math.max(counts.depth, execution.schedule.length);
      const [first, ...others] = execution.choices;
      if (first === undefined) {
        counts.ends += 1;
        await options.atEnd(execution);
        break;
      }
      for (const choice of others) todo.push({ way: { before: way, choice }, from: key });
      way = { before: way, choice: first };
      from = key;
      await execution.take(first);
    }
  }
  const interleavings = graph.paths(start);
  const isWhole = todo.length === counts.executions;
  return { states: graph.size, edges: graph.edges, interleavings, ...counts, isWhole };
};
