import { hash } from 'node:crypto';
import type { MemorySnapshot } from '../../src/adapters/memory/index.js';
import type { CampaignRow } from '../../src/adapters/memory/memory-state.js';
import type { Subject } from '../subject/load-subject.js';
import { beginAt } from './beginnings.js';
import { type Choice, choicesOf, costOf, go, textOf } from './choices.js';
import { noteFacts } from './note-facts.js';
import { brokenPromise } from './promises/all-promises.js';
import type { Budgets, Scenario } from './scenario.js';
import type { Step } from './simulated-process.js';
import { campaignId, type Done, World } from './world.js';

/** A promise was broken: which, how, and by which steps. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';
  readonly promise: string;
  readonly schedule: readonly string[];

  constructor(scenario: string, promise: string, how: string, schedule: readonly string[]) {
    const steps = schedule.map((step, index) => `${index + 1}. ${step}`).join('\n');
    const replay = JSON.stringify([scenario, ...schedule]);
    super(`${scenario}: ${promise} is broken: ${how}\n${steps}\nEXPLORE_REPLAY='${replay}'`);
    this.promise = promise;
    this.schedule = schedule;
  }
}

// Far more than any schedule here needs: whoever gets there goes round in circles.
const stepsMax = 2000;

const snapshots = new WeakMap<Subject, Map<Scenario, MemorySnapshot>>();

/** What a scenario begins with: made once, the same for every execution. */
const prepared = async (scenario: Scenario, subject: Subject): Promise<MemorySnapshot> => {
  const known = snapshots.get(subject) ?? new Map<Scenario, MemorySnapshot>();
  snapshots.set(subject, known);
  const before = known.get(scenario);
  if (before) return before;
  const world = new World(subject, scenario);
  await beginAt(world, scenario.from, scenario);
  const snapshot = world.memory.dump();
  known.set(scenario, snapshot);
  return snapshot;
};

const isCall = ({ kind, isPort }: Step): boolean => kind === 'call' && isPort;

/** One schedule of a scenario, step by step, with every promise looked at after every step. */
export class Execution {
  readonly scenario: Scenario;
  readonly world: World;
  readonly schedule: string[] = [];
  #left: Budgets;
  #last: number | null = null;
  #preemptions = 0;
  #hasJumped = false;

  private constructor(scenario: Scenario, world: World) {
    this.scenario = scenario;
    this.world = world;
    this.#left = scenario.budgets;
  }

  static async begin(scenario: Scenario, subject: Subject): Promise<Execution> {
    const world = new World(subject, scenario);
    world.memory.restore(await prepared(scenario, subject));
    const execution = new Execution(scenario, world);
    for (const [name, script] of Object.entries(scenario.cast)) {
      await world.start(name, script(world, scenario));
    }
    return execution;
  }

  /** The ways to go on, the plainest first: whoever ran last goes on until it has to wait. */
  get choices(): Choice[] {
    const { preemptionsMax } = this.scenario;
    const mayPreempt = this.#preemptions < preemptionsMax;
    const choices = choicesOf(this.world, this.#left);
    const possible = mayPreempt ? choices : choices.filter((choice) => !this.#preempts(choice));
    const ranked = possible.map((choice) => ({ choice, rank: this.#rankOf(choice) }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice);
  }

  #rankOf(choice: Choice): number {
    if (costOf(choice) !== null) return 4;
    if (!('process' in choice)) return 3;
    // Whoever was frozen goes on with what was under way; else answers come when all else is done.
    if (this.#isOutside(choice)) return this.#hasJumped ? 0 : 2;
    return choice.process === this.#last && !this.#preempts(choice) ? 0 : 1;
  }

  /** Is something done before the oldest call of the process that ran last, which could go on? */
  #preempts(choice: Choice): boolean {
    const last = this.#last === null ? undefined : this.world.processes[this.#last];
    if (last === undefined || !('process' in choice)) return false;
    // Dying, being told to end, and answers that take their time come when they come.
    if (choice.do === 'crash' || choice.do === 'stop' || this.#isOutside(choice)) return false;
    const oldest = last.steps.findIndex(isCall);
    if (choice.process !== this.#last) return oldest >= 0 || last.clock.isDue;
    return 'step' in choice ? choice.step !== oldest : oldest >= 0;
  }

  #isOutside(choice: Choice): boolean {
    if (!('step' in choice)) return false;
    const step = this.world.processes[choice.process]?.steps[choice.step];
    return step !== undefined && !isCall(step);
  }

  /** Goes on; without `looking` nobody asks whether all is well, because they asked before. */
  async take(choice: Choice, looking = true): Promise<void> {
    const { world } = this;
    const before = world.campaign;
    if (this.#preempts(choice)) this.#preemptions += 1;
    if ('process' in choice) this.#last = choice.process;
    this.#hasJumped = choice.do === 'jump';
    const cost = costOf(choice);
    if (cost) this.#left = { ...this.#left, [cost]: this.#left[cost] - 1 };
    this.schedule.push(textOf(world, choice));
    if (this.schedule.length > stepsMax) this.fail('progress', `${stepsMax} steps and no end`);
    world.newHandOvers = [];
    const done = await go(world, choice);
    noteFacts({ world, before, after: world.campaign, done });
    if (looking) await this.#look(before, done);
  }

  async #look(before: CampaignRow, done: Done | null): Promise<void> {
    const { world, scenario } = this;
    const { ledger } = world.memory;
    const tally = await ledger.tally(campaignId);
    if (tally === undefined) throw new Error('The campaign is gone.');
    const recount = await ledger.recount(campaignId);
    const broken = brokenPromise({
      world,
      scenario,
      before,
      after: world.campaign,
      done,
      tally,
      recount,
    });
    if (broken) this.fail(broken.promise, broken.how);
  }

  /** Ends the execution, unless it is another promise that is looked at. */
  fail(promise: string, how: string): void {
    const { onlyPromise } = this.scenario;
    if (onlyPromise !== null && onlyPromise !== promise) return;
    throw new BrokenPromiseError(this.scenario.name, promise, how, this.schedule);
  }

  get key(): string {
    const bounded =
      this.scenario.preemptionsMax === Infinity ? '' : [this.#last, this.#preemptions];
    const text = `${this.world.key}|${Object.values(this.#left)}|${bounded}`;
    return hash('sha1', text, 'base64');
  }
}
