import type { DeliveryOutcome } from '../../src/service/delivery.js';
import type { Script } from './actors.js';
import type { Beginning } from './beginnings.js';
import type { World } from './world.js';

/** What may go wrong in one execution, and how often. */
export interface Budgets {
  /** A process is gone between two steps, for good. */
  readonly crashes: number;
  /** Time passes until the next timer is due. */
  readonly ticks: number;
  /** More time passes than a lease lives: whoever holds one was frozen. */
  readonly jumps: number;
  /** A step happened and its answer takes longer than anything else. */
  readonly holds: number;
  /** A step happened and its caller gets an error. */
  readonly losses: number;
  /** A step fails and nothing happened. */
  readonly refusals: number;
  /** A process is asked to end. */
  readonly shutdowns: number;
}

/** How workers work in a scenario. */
export interface Work {
  readonly audience: readonly string[];
  readonly concurrency: number;
  readonly chunkSize: number;
  /** How often a worker takes the campaign up again when it is told to. */
  readonly roundsMax: number;
  /** What the push service says to a recipient's first, second, … message; else it is delivered. */
  readonly outcomes: Readonly<Record<string, readonly DeliveryOutcome[]>>;
  readonly attemptsMax: number;
  /** How long the push service takes at least; 0: as long or short as the schedule has it. */
  readonly deliverMs: number;
  readonly deliveryIsIdempotent: boolean;
}

/** Who does what to which campaign, and what may go wrong meanwhile. */
export interface Scenario extends Work {
  readonly name: string;
  /** What it is about, for people. */
  readonly about: string;
  readonly from: Beginning;
  /** When the campaign is due, after the beginning. */
  readonly dueInMs: number;
  readonly cast: Readonly<Record<string, (world: World, work: Work) => Script>>;
  readonly budgets: Budgets;
  /** Only schedules in which a process that could go on is interrupted at most so often. */
  readonly preemptionsMax: number;
  readonly joinsTransaction: boolean;
  /** The sender has a loop of its own: the ledger knows nobody of the audience. */
  readonly hasOwnLoop: boolean;
  /** Nobody hears what is published. */
  readonly losesSignals: boolean;
  /** Look at this promise and at no other; `null`: at all of them. */
  readonly onlyPromise: string | null;
}

const noTrouble: Budgets = {
  crashes: 0,
  ticks: 0,
  jumps: 0,
  holds: 0,
  losses: 0,
  refusals: 0,
  shutdowns: 0,
};

/** A scenario in which nothing goes wrong but what is said. */
export const scenario = (
  given: Pick<Scenario, 'name' | 'about' | 'from' | 'cast'> &
    Partial<Omit<Scenario, 'budgets'>> & { readonly budgets?: Partial<Budgets> },
): Scenario => ({
  audience: ['r1'],
  concurrency: 1,
  chunkSize: 1,
  roundsMax: 1,
  outcomes: {},
  attemptsMax: 5,
  deliverMs: 0,
  deliveryIsIdempotent: false,
  dueInMs: 0,
  preemptionsMax: Infinity,
  joinsTransaction: false,
  hasOwnLoop: false,
  losesSignals: false,
  onlyPromise: null,
  ...given,
  budgets: { ...noTrouble, ...given.budgets },
});
