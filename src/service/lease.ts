import type { AbortNews } from './abort-signals.js';
import type { EpochMs } from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { createLatch, type Latch } from './latch.js';
import { notify } from './observe.js';
import type { LeaseRef, LeaseState, LeaseTaken } from './recipient-ledger.js';
import { createStoreClock, type StoreClock } from './store-clock.js';

/** Why a dispatch has to stop. */
export type StopCode = 'cancelled' | 'not-sending' | 'lease-lost' | 'shutdown';

/** The reason of the signal that a dispatch gets. */
export class DispatchStopped extends Error {
  override readonly name = 'AbortError';
  readonly code: StopCode;

  constructor(code: StopCode) {
    super(`The dispatch has to stop: ${code}.`);
    this.code = code;
  }
}

/** How a lease is held. */
export interface LeaseOptions {
  /** How long it lives without a beat: after a crash, how long until somebody else takes over. */
  readonly leaseMs: number;
  /** How often it is prolonged, which is also how often the status is looked at: the second net. */
  readonly beatMs: number;
  readonly worker: string;
  /** Delivery is idempotent: after a crash, what was begun is sent again instead of being in doubt. */
  readonly resendBegun?: boolean;
}

/** A lease that is being kept alive, and what a dispatch needs to know about it. */
export interface HeldLease {
  readonly ref: LeaseRef;
  /** Hand over nothing more: fed by all three nets and by shutdown. One for the whole dispatch. */
  readonly stop: AbortSignal;
  /** Cut short what is in flight: like `stop`, but a shutdown lets it finish. */
  readonly abort: AbortSignal;
  readonly resumed: unknown;
  /** To be asked in the same tick as every hand-over: not told to stop, and the lease not run out. */
  mayHandOver(): boolean;
  /** Tells what a step of the ledger said about the lease: the third net reports here. */
  heard(state: LeaseState): void;
  /** The store's time as this worker knows it, and how far off that may be. */
  storeNow(): EpochMs;
  /** Stops the beat and gives the lease back. Never rejects; a lease that stays runs out by itself. */
  end(): Promise<void>;
}

interface Request {
  readonly campaignId: string;
  readonly exclusive: boolean;
  readonly options: LeaseOptions;
  /** Aborted: finish what is in flight and give the rest back. */
  readonly shutdown: AbortSignal;
}

// With a broker that does not answer, the other two nets have to do; it is still listened to later.
const subscribeWithinMs = 1000;

/** Listens before anything is read, so that no cancel falls between. */
const subscribe = async (
  { signals, clock, observe }: ServiceContext,
  campaignId: string,
  listener: (news: AbortNews) => void,
): Promise<() => void> => {
  let stopped = false;
  let unsubscribe: (() => void) | null = null;
  const waited = new AbortController();
  let isLate = false;
  const listening = (async () => {
    try {
      const end = await signals.subscribe(campaignId, listener);
      if (stopped) end();
      else unsubscribe = end;
      // What was published while it took too long was missed.
      if (isLate) listener('look');
    } catch (error) {
      notify(observe, 'onTrouble', { where: 'subscribe', campaignId, error });
    }
  })();
  await Promise.race([listening, clock.sleep(subscribeWithinMs, waited.signal)]);
  isLate = true;
  waited.abort();
  return () => {
    stopped = true;
    unsubscribe?.();
  };
};

class Lease implements HeldLease {
  readonly ref: LeaseRef;
  resumed: unknown = null;
  readonly #context: ServiceContext;
  readonly #request: Request;
  readonly #storeClock: StoreClock;
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  /** Opened to have the next beat at once. */
  readonly #beatNow: Latch;
  #isEnded = false;
  #unsubscribe = () => {};
  #beating: Promise<void> = Promise.resolve();

  constructor(context: ServiceContext, request: Request) {
    this.#context = context;
    this.#request = request;
    this.ref = { campaignId: request.campaignId, token: context.newId() };
    this.#storeClock = createStoreClock(context.clock, request.options.leaseMs);
    this.#beatNow = createLatch(context.clock);
  }

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get abort(): AbortSignal {
    return this.#abort.signal;
  }

  async take(): Promise<LeaseTaken> {
    const { campaignId, exclusive, options, shutdown } = this.#request;
    const { worker, leaseMs: ttlMs, resendBegun = false } = options;
    this.#unsubscribe = await subscribe(this.#context, campaignId, (news) => this.#hear(news));
    const asked = this.#storeClock.ask();
    const lease = { ...this.ref, worker, ttlMs, exclusive, resendBegun };
    const taken = await this.#context.ledger.takeLease(lease);
    if (!taken.taken) return taken;
    this.#storeClock.answered(asked, taken.now);
    this.resumed = taken.checkpoint;
    if (shutdown.aborted) this.#shutDown();
    shutdown.addEventListener('abort', this.#shutDown, { once: true });
    this.#beating = this.#beat();
    return taken;
  }

  mayHandOver(): boolean {
    return !this.#stop.signal.aborted && !this.#storeClock.isPast();
  }

  heard(state: LeaseState): void {
    if (!state.held) this.#stopFor('lease-lost');
    else if (state.status === 'cancelled') this.#stopFor('cancelled');
    else if (state.status !== 'sending') this.#stopFor('not-sending');
  }

  storeNow(): EpochMs {
    return this.#storeClock.now();
  }

  async end(): Promise<void> {
    this.letGo();
    await this.#beating;
    await this.#context.ledger.endLease(this.ref).catch((error: unknown) => {
      this.#trouble('lease-end', error);
    });
  }

  /** Stops listening and beating. */
  letGo(): void {
    this.#isEnded = true;
    this.#beatNow.open();
    this.#unsubscribe();
    this.#request.shutdown.removeEventListener('abort', this.#shutDown);
  }

  readonly #shutDown = () => this.#stopFor('shutdown');

  #stopFor(code: StopCode): void {
    const reason = new DispatchStopped(code);
    if (!this.#stop.signal.aborted) this.#stop.abort(reason);
    if (code !== 'shutdown' && !this.#abort.signal.aborted) this.#abort.abort(reason);
  }

  #hear(news: AbortNews): void {
    if (news === 'abort') this.#stopFor('cancelled');
    else this.#beatNow.open();
  }

  async #beat(): Promise<void> {
    const { beatMs } = this.#request.options;
    while (!this.#isEnded) {
      await this.#beatNow.wait(beatMs);
      if (!this.#isEnded) await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    const { leaseMs: ttlMs } = this.#request.options;
    const asked = this.#storeClock.ask();
    try {
      const renewal = { ttlMs, clockErrorMs: this.#storeClock.errorMs() };
      const state = await this.#context.ledger.renewLease(this.ref, renewal);
      if (state.held) this.#storeClock.answered(asked, state.now);
      this.heard(state);
    } catch (error) {
      // The store may be back for the next beat; the deadline ends it if not.
      this.#trouble('beat', error);
    }
    if (this.#storeClock.isPast()) this.#stopFor('lease-lost');
  }

  #trouble(where: 'beat' | 'lease-end', error: unknown): void {
    const { campaignId } = this.ref;
    notify(this.#context.observe, 'onTrouble', { where, campaignId, error });
  }
}

/**
 * Takes a lease on a campaign that is sending and keeps it: the one primitive under every dispatch.
 * Three nets tell it to stop: the push signal, the beat, and what the ledger says to each step.
 */
export async function holdLease(
  context: ServiceContext,
  request: Request,
): Promise<HeldLease | Exclude<LeaseTaken, { readonly taken: true }>> {
  const lease = new Lease(context, request);
  try {
    const taken = await lease.take();
    if (taken.taken) return lease;
    lease.letGo();
    return taken;
  } catch (error) {
    lease.letGo();
    throw error;
  }
}
