import { hash } from 'node:crypto';
import type { MemorySnapshot } from '../../src/adapters/memory/index.js';
import type { CampaignRow } from '../../src/adapters/memory/memory-state.js';
import type { Subject } from '../subject/load-subject.js';
import { beginAt } from './beginnings.js';
import { type Choice, choicesOf, costOf, go, textOf } from './choices.js';
import { noteFacts } from './note-facts.js';
import { brokenPromise } from './promises/all-promises.js';
import type { Budgets, Scenario } from './scenario.js';
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

/** One schedule of a scenario, step by step, with every promise looked at after every step. */
export class Execution {
  readonly scenario: Scenario;
  readonly world: World;
  readonly schedule: string[] = [];
  #left: Budgets;
  #last: number | null = null;
  #preemptions = 0;

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

  get choices(): Choice[] {
    const choices = choicesOf(this.world, this.#left);
    const { preemptionsMax } = this.scenario;
    if (preemptionsMax === Infinity || this.#preemptions < preemptionsMax) return choices;
    return choices.filter((choice) => !this.#preempts(choice));
  }

  /** Is something done before the oldest step of the process that ran last, which could go on? */
  #preempts(choice: Choice): boolean {
    // Dying and being told to end are things that happen to a process.
    if (!('process' in choice) || choice.do === 'crash' || choice.do === 'stop') return false;
    if (this.#last === null || !this.world.processes[this.#last]?.canMove) return false;
    if (choice.process !== this.#last) return true;
    const waits = this.world.processes[this.#last]?.steps.length ?? 0;
    return 'step' in choice ? choice.step > 0 : waits > 0;
  }

  /** Goes on; without `looking` nobody asks whether all is well, because they asked before. */
  async take(choice: Choice, looking = true): Promise<void> {
    const { world } = this;
    const before = world.campaign;
    if (this.#preempts(choice)) this.#preemptions += 1;
    if ('process' in choice) this.#last = choice.process;
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

  fail(promise: string, how: string): never {
    throw new BrokenPromiseError(this.scenario.name, promise, how, this.schedule);
  }

  get key(): string {
    const bounded = this.scenario.preemptionsMax === Infinity ? '' : [this.#last, this.#preemptions];
    const text = `${this.world.key}|${Object.values(this.#left)}|${bounded}`;
    return hash('sha1', text, 'base64');
  }
}
