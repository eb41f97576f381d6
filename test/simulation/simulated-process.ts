import { hash } from 'node:crypto';
import { type Now, SimulatedTime } from './simulated-time.js';

/** Something a process waits for: a call that has not happened, or an answer that has not come. */
export interface Step {
  readonly label: string;
  readonly input: readonly unknown[];
  /** `call`: it can happen, fail, or happen without its answer being heard. `answer`: only come. */
  readonly kind: 'call' | 'answer';
  /** A call of one of the four ports, rather than of the push service. */
  readonly isPort: boolean;
  readonly perform: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Where a worker's past no longer matters, if it waits for nothing else: before its lease it knows
 * only that the campaign is sending, after it only which lease that was.
 */
const forgetsAt: readonly string[] = ['signals.subscribe', 'ledger.endLease'];

/**
 * A process of the simulation. All that it does to the outside goes through its gate, where it waits
 * until it is let through; in between it is as fast as light. What it knows is what it was answered,
 * so two processes with the same past behave the same.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly clock: SimulatedTime;
  readonly #now: Now;
  readonly #shutdown = new AbortController();
  steps: Step[] = [];
  state: 'running' | 'ended' | 'crashed' = 'running';
  #past = '';
  #ids = 0;

  constructor(name: string, now: Now) {
    this.name = name;
    this.#now = now;
    this.clock = new SimulatedTime(now);
  }

  /** Begins to run `script`. What it throws is an end like another; promises are checked elsewhere. */
  start(script: (process: SimulatedProcess) => Promise<unknown>): void {
    const end = (how: string) => {
      if (this.state !== 'running') return;
      this.state = 'ended';
      this.remember(how, null);
      this.clock.clear();
    };
    script(this).then(
      () => end('returned'),
      (error: unknown) => end(String(error)),
    );
  }

  get shutdown(): AbortSignal {
    return this.#shutdown.signal;
  }

  get hasMoved(): boolean {
    return this.#past !== '';
  }

  /** Is there anything it could do if it were let? */
  get canMove(): boolean {
    return this.state !== 'crashed' && (this.steps.length > 0 || this.clock.isDue);
  }

  newId = (): string => {
    this.#ids += 1;
    return `${this.name}/${this.#ids}`;
  };

  /** Waits to be let through. Somebody dead waits for ever. */
  gate<Result>(
    label: string,
    input: readonly unknown[],
    perform: () => Result | Promise<Result>,
  ): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.state === 'crashed') return;
      const isPort = !label.startsWith('deliver');
      if (forgetsAt.includes(label)) this.#forget(label);
      this.steps.push({ label, input, kind: 'call', isPort, perform, resolve, reject });
    }) as Promise<Result>;
  }

  /** What it has learnt is all that tells it from another process with the same script. */
  remember(what: string, value: unknown): void {
    const line = `${this.#past}|${what}|${JSON.stringify(value)}|${this.#now.ms}`;
    this.#past = hash('sha1', line, 'base64');
  }

  #forget(label: string): void {
    if (this.steps.length > 0 || this.clock.nextAt < Infinity) return;
    this.#past = '';
    this.remember(`at ${label}`, this.#ids);
  }

  get past(): string {
    // Of one that ended, only what may still be answered matters.
    if (this.state !== 'running' && this.steps.length === 0) return this.state;
    const waiting = this.steps.map(({ label, kind }) => `${kind} ${label}`).join();
    return `${this.#past}${waiting}`;
  }

  take(index: number): Step {
    const step = this.steps[index];
    if (step === undefined) throw new Error(`${this.name} does not wait for ${index + 1} steps.`);
    this.steps = this.steps.filter((each) => each !== step);
    return step;
  }

  wake(): void {
    this.remember('wakes', null);
    this.clock.fire();
  }

  stop(): void {
    this.remember('shutdown', null);
    this.#shutdown.abort();
  }

  crash(): void {
    this.state = 'crashed';
    this.steps = [];
    this.clock.clear();
  }
}
