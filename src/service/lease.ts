import type { AbortNews } from './abort-signals.js';
import type { EpochMs } from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { notify } from './observe.js';
import type { LeaseRef, LeaseState, LeaseTaken } from './recipient-ledger.js';
import { createStoreClock } from './store-clock.js';

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

const stopCodeOf = (state: LeaseState): StopCode | null => {
  if (!state.held) return 'lease-lost';
  if (state.status === 'sending') return null;
  return state.status === 'cancelled' ? 'cancelled' : 'not-sending';
};

/** Listens before anything is read, so that no cancel falls between. */
const subscribe = async (
  { signals, clock, observe }: ServiceContext,
  campaignId: string,
  listener: (news: AbortNews) => void,
): Promise<() => void> => {
  let stopped = false;
  let unsubscribe: (() => void) | null = null;
  const waited = new AbortController();
  const late = { yes: false };
  const listening = (async () => {
    try {
      const end = await signals.subscribe(campaignId, listener);
      if (stopped) end();
      else unsubscribe = end;
      // What was published while it took too long was missed.
      if (late.yes) listener('look');
    } catch (error) {
      notify(observe, 'onTrouble', { where: 'subscribe', campaignId, error });
    }
  })();
  await Promise.race([listening, clock.sleep(subscribeWithinMs, waited.signal)]);
  late.yes = true;
  waited.abort();
  return () => {
    stopped = true;
    unsubscribe?.();
  };
};

/**
 * Takes a lease on a campaign that is sending and keeps it: the one primitive under every dispatch.
 * Three nets tell it to stop: the push signal, the beat, and what the ledger says to each step.
 */
export async function holdLease(
  context: ServiceContext,
  request: Request,
): Promise<HeldLease | Exclude<LeaseTaken, { readonly taken: true }>> {
  const { campaignId, exclusive, shutdown } = request;
  const { leaseMs, beatMs, worker } = request.options;
  const { ledger, clock, observe } = context;
  const ref: LeaseRef = { campaignId, token: context.newId() };
  const stop = new AbortController();
  const abort = new AbortController();
  const ended = new AbortController();
  const storeClock = createStoreClock(clock, leaseMs);
  let wakeBeat = new AbortController();

  const stopFor = (code: StopCode) => {
    const reason = new DispatchStopped(code);
    if (!stop.signal.aborted) stop.abort(reason);
    if (code !== 'shutdown' && !abort.signal.aborted) abort.abort(reason);
  };
  const heard = (state: LeaseState) => {
    const code = stopCodeOf(state);
    if (code !== null) stopFor(code);
  };
  const onShutdown = () => stopFor('shutdown');
  const unsubscribe = await subscribe(context, campaignId, (news) => {
    if (news === 'abort') stopFor('cancelled');
    else wakeBeat.abort();
  });
  const cleanUp = () => {
    ended.abort();
    wakeBeat.abort();
    unsubscribe();
    shutdown.removeEventListener('abort', onShutdown);
  };

  let taken: LeaseTaken;
  try {
    const asked = storeClock.ask();
    taken = await ledger.takeLease({
      campaignId,
      token: ref.token,
      worker,
      ttlMs: leaseMs,
      exclusive,
    });
    if (taken.taken) storeClock.answered(asked, taken.now);
  } catch (error) {
    cleanUp();
    throw error;
  }
  if (!taken.taken) {
    cleanUp();
    return taken;
  }
  if (shutdown.aborted) onShutdown();
  shutdown.addEventListener('abort', onShutdown, { once: true });

  const beatOnce = async () => {
    const asked = storeClock.ask();
    try {
      const state = await ledger.renewLease(ref, {
        ttlMs: leaseMs,
        clockErrorMs: storeClock.errorMs(),
      });
      if (state.held) storeClock.answered(asked, state.now);
      heard(state);
    } catch (error) {
      // The store may be back for the next beat; the deadline ends it if not.
      notify(observe, 'onTrouble', { where: 'beat', campaignId, error });
    }
    if (storeClock.isPast()) stopFor('lease-lost');
  };
  const beating = (async () => {
    while (!ended.signal.aborted) {
      wakeBeat = new AbortController();
      await clock.sleep(beatMs, wakeBeat.signal);
      if (!ended.signal.aborted) await beatOnce();
    }
  })();

  return {
    ref,
    stop: stop.signal,
    abort: abort.signal,
    resumed: taken.checkpoint,
    mayHandOver: () => !stop.signal.aborted && !storeClock.isPast(),
    heard,
    storeNow: storeClock.now,
    end: async () => {
      cleanUp();
      await beating;
      await ledger.endLease(ref).catch((error: unknown) => {
        notify(observe, 'onTrouble', { where: 'lease-end', campaignId, error });
      });
    },
  };
}
