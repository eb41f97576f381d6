import type { Memory, MemoryOptions } from '../../src/adapters/memory/index.js';
import type { DeliveryOutcome } from '../../src/service/delivery.js';
import type { DispatcherOptions } from '../../src/service/dispatcher.js';
import type { Recipient } from '../../src/service/recipient-ledger.js';
import type { CampaignReport, Counts } from '../../src/service/report.js';
import { createManualClock } from '../../src/testing/manual-clock.js';
import type { Subject } from '../subject/load-subject.js';
import { holds } from './broken-promise.js';
import { type Life, mortalCall, mortalClock, mortalPort } from './mortal.js';

/** The one campaign that every row is about. */
export const campaignId = 'autumn-sale';

/** How the worker of a row sends: to whom, and what the push service says, hand-over by hand-over. */
export interface Sending extends Partial<DispatcherOptions<Recipient>> {
  readonly audience: readonly string[];
  readonly outcomes?: Readonly<Record<string, readonly DeliveryOutcome[]>>;
  /** How long the push service takes for an answer. */
  readonly answerMs?: number;
}

/** `r1`, `r2`, and so on. */
export const people = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `r${index + 1}`);

/** The counts of a report, where there have to be some. */
export const countsIn = (counts: CampaignReport['counts'] | undefined): Counts => {
  holds(typeof counts === 'object', `there are counts; found ${counts}`);
  return counts;
};

const stepMs = 50;
const stepsMax = 600;

/** A service in memory with its time set by hand, and the push service that it sends through. */
export class Backend {
  readonly subject: Subject;
  readonly clock = createManualClock();
  readonly memory: Memory;
  /** Every message that the push service was handed, in order. */
  readonly received: string[] = [];

  constructor(subject: Subject, options: Omit<MemoryOptions, 'clock'> = {}) {
    this.subject = subject;
    this.memory = subject.createMemory({ ...options, clock: this.clock });
  }

  /** The service in a process of its own, which may be killed. */
  process(ports: Pick<Memory, 'store' | 'ledger' | 'queue' | 'signals'> = this.memory) {
    const life: Life = { isOver: false };
    const shutdown = new AbortController();
    const clock = mortalClock(this.clock, life);
    const campaigns = this.subject.createCampaigns({
      store: mortalPort(ports.store, life),
      ledger: mortalPort(ports.ledger, life),
      queue: mortalPort(ports.queue, life),
      signals: mortalPort(ports.signals, life),
      clock,
    });
    const worker = ({ audience, outcomes = {}, answerMs = 100, ...options }: Sending) =>
      this.subject.createDispatcher({
        campaigns,
        recipients: () => audience.map((id) => ({ id })),
        deliver: mortalCall(async ({ id }: Recipient) => {
          const before = this.received.filter((other) => other === id).length;
          this.received.push(id);
          await clock.sleep(answerMs);
          return outcomes[id]?.[before];
        }, life),
        concurrency: 1,
        chunkSize: 100,
        ...options,
      });
    return {
      campaigns,
      worker,
      /** Takes the campaign up. */
      send: (sending: Sending) => worker(sending).runCampaign(campaignId, shutdown.signal),
      /** Takes up whatever the queue hands out. */
      serve: (sending: Sending) => worker(sending).run(shutdown.signal),
      stop: () => shutdown.abort(),
      kill: () => {
        life.isOver = true;
      },
    };
  }

  /** A process whose worker goes on after this many messages, all workers' together, have left. */
  async sentSoFar(count: number, sending: Sending) {
    const process = this.process();
    const done = process.send(sending);
    await this.until(() => this.received.length === count, `${count} messages have left`);
    return { ...process, done };
  }

  /** The service as it answers commands, in a process that lives on. */
  api() {
    return this.process().campaigns;
  }

  /** A campaign that is in `ready`. */
  async scheduled(at?: Date) {
    const campaigns = this.api();
    await campaigns.create({ id: campaignId, data: { title: 'Autumn sale' } });
    await campaigns.schedule(campaignId, at ? { at } : {});
    await this.clock.advance(0);
    return campaigns;
  }

  /** A campaign that is in `sending`, with nobody who sends it. */
  async started() {
    const campaigns = await this.scheduled();
    await campaigns.start(campaignId);
    return campaigns;
  }

  /** The campaign's row, as it is stored. */
  get row() {
    const row = this.memory.dump().campaigns.find(({ record }) => record.id === campaignId);
    if (row === undefined) throw new Error('The campaign is not stored.');
    return row;
  }

  get status() {
    return this.row.record.status;
  }

  /**
   * Lets time pass until it is so. If it never is, a row cannot be played as it is written: an error
   * of another kind than a broken promise, which is what taking a guard out has to end in.
   */
  async until(isSo: () => boolean, what: string): Promise<void> {
    for (let step = 0; step < stepsMax && !isSo(); step += 1) await this.clock.advance(stepMs);
    if (!isSo()) throw new Error(`It does not come to this: ${what}.`);
  }

  /** Lets time pass until the promise is kept. */
  async finished<Value>(promise: Promise<Value>, what: string): Promise<Value> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    promise.then(end, end);
    await this.until(() => isOver, what);
    return promise;
  }
}
