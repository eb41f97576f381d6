import type { Memory } from '../../src/adapters/memory/index.js';
import type { CampaignRow } from '../../src/adapters/memory/memory-state.js';
import type { Clock } from '../../src/service/clock.js';
import type { Subject } from '../subject/load-subject.js';
import { createFacts, type Facts, factsKey, type HandOver } from './facts.js';
import { SimulatedProcess, type Step } from './simulated-process.js';
import type { Now } from './simulated-time.js';

/** A step that was done, for those who look at it afterwards. */
export interface Done {
  readonly process: string;
  readonly label: string;
  readonly input: readonly unknown[];
  readonly value: unknown;
  /** Its process has been told. */
  readonly isHeard: boolean;
}

/** Lets everything run that waits for nothing but promises. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Does what the step stands for, and how its process is told about it. */
const happen = async (process: SimulatedProcess, step: Step) => {
  try {
    const value = await step.perform();
    const tell = () => {
      process.remember(step.label, value);
      step.resolve(value);
    };
    return { value, tell };
  } catch (error) {
    const tell = () => {
      process.remember(step.label, String(error));
      step.reject(error);
    };
    return { value: undefined, tell };
  }
};

export const startMs = 1_000_000;
export const campaignId = 'c';

/** Processes over one memory, and what happened between them. */
export class World {
  readonly now: Now = { ms: startMs };
  readonly subject: Subject;
  readonly memory: Memory;
  readonly losesSignals: boolean;
  readonly facts: Facts = createFacts();
  readonly processes: SimulatedProcess[] = [];
  newHandOvers: HandOver[] = [];

  /** The store's, on which time only ever passes for others: whoever sleeps by it sleeps for good. */
  readonly clock: Clock = {
    wallMs: () => this.now.ms,
    monotonicMs: () => this.now.ms,
    sleep: () => new Promise(() => {}),
  };

  constructor(
    subject: Subject,
    how: { readonly joinsTransaction: boolean; readonly losesSignals: boolean },
  ) {
    this.subject = subject;
    const { joinsTransaction, losesSignals } = how;
    this.losesSignals = losesSignals;
    const faults = { loseSignal: () => losesSignals };
    this.memory = subject.createMemory({ clock: this.clock, joinsTransaction, faults });
  }

  async start(name: string, script: (process: SimulatedProcess) => Promise<unknown>) {
    const process = new SimulatedProcess(name, this.now);
    this.processes.push(process);
    process.start(script);
    await settled();
  }

  get campaign(): CampaignRow {
    const row = this.memory.dump().campaigns[0];
    if (row === undefined) throw new Error('The campaign is gone.');
    return row;
  }

  /** A message leaves a process. */
  handOver(message: Omit<HandOver, 'at' | 'isAfterCancel'>): void {
    const isAfterCancel = this.campaign.record.status === 'cancelled';
    const handOver = { ...message, at: this.now.ms, isAfterCancel };
    this.facts.handOvers.push(handOver);
    this.newHandOvers.push(handOver);
  }

  /**
   * Lets a step happen: `hold` its answer until it is let through as well, `lose` the answer, or
   * `refuse` to have it happen at all.
   */
  async perform(
    process: SimulatedProcess,
    index: number,
    how: 'run' | 'hold' | 'lose' | 'refuse',
  ): Promise<Done | null> {
    const step = process.take(index);
    const { label, input } = step;
    if (step.kind === 'answer') {
      step.perform();
      await settled();
      return null;
    }
    if (how === 'refuse') {
      this.#reject(process, step, `${label} is out of order`);
      await settled();
      return null;
    }
    const { value, tell } = await happen(process, step);
    if (how === 'lose') this.#reject(process, step, `the answer of ${label} was lost`);
    else if (how === 'run') tell();
    else {
      process.remember(`${label} is held`, value);
      process.steps.push({ ...step, kind: 'answer', perform: tell });
    }
    await settled();
    return { process: process.name, label, input, value, isHeard: how === 'run' };
  }

  #reject(process: SimulatedProcess, step: Step, why: string): void {
    process.remember(why, null);
    step.reject(new Error(why));
  }

  async wake(process: SimulatedProcess): Promise<null> {
    process.wake();
    await settled();
    return null;
  }

  async stop(process: SimulatedProcess): Promise<null> {
    process.stop();
    await settled();
    return null;
  }

  /** When anything happens next by itself. */
  get nextTimerAt(): number {
    const later = this.processes.map(({ clock }) => clock.nextAt).filter((at) => at > this.now.ms);
    return later.reduce((soonest, at) => Math.min(soonest, at), Infinity);
  }

  /** Two worlds with the same key go on in the same ways. */
  get key(): string {
    const { campaigns, jobs } = this.memory.dump();
    const pasts = this.processes.map(({ past }) => past);
    return `${this.now.ms}${pasts.join(' ')}${JSON.stringify([campaigns, jobs])}${factsKey(this.facts)}`;
  }
}
