import type { CampaignRecord } from './campaign-store.js';
import type { Clock } from './clock.js';
import {
  type DeliveryOutcome,
  type FailureCode,
  outcomeOfError,
  outcomeOfResult,
} from './delivery.js';
import type { HeldLease } from './lease.js';
import type { Place, Recipient, Settlement } from './recipient-ledger.js';

/** One message to one recipient. `signal` aborts on a cancel: a request may then be cut short. */
export type Deliver<R extends Recipient> = (
  recipient: R,
  context: { readonly signal: AbortSignal; readonly campaign: CampaignRecord },
) => Promise<DeliveryOutcome | undefined> | Promise<void>;

/** A recipient on its way: claimed, then begun, then handed over. */
export interface Item<R extends Recipient> extends Place {
  readonly recipient: R;
  readonly attempt: number;
}

interface InFlight {
  readonly handedOverAt: number;
  readonly sinceMs: number;
}

/** How messages are handed over. */
export interface LaneOptions<R extends Recipient> {
  readonly deliver: Deliver<R>;
  /** A subscription no longer exists (404, 410): time to forget it. */
  readonly onGone: (recipient: R) => void;
  readonly concurrency: number;
  readonly attemptsMax: number;
  readonly deliverTimeoutMs: number;
  readonly deliveryIsIdempotent: boolean;
}

/** What came back since the last time it was taken: for the ledger, and by code for the observer. */
export interface Finished {
  readonly settle: readonly Settlement[];
  readonly codes: Partial<Record<FailureCode, number>>;
}

/** Hands over what was begun, at most `concurrency` at once, and collects what comes back. */
export interface Lanes<R extends Recipient> {
  /**
   * These were begun: they may be handed over, and nothing else may. Whoever calls this has given the
   * event loop a turn before.
   */
  add(items: readonly Item<R>[]): void;
  /** Begun and not handed over. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Came back and not taken yet. */
  readonly finished: number;
  take(): Finished;
  /** The ledger could not be told: it has to be told again. */
  putBack(finished: Finished): void;
  /** Nothing more is handed over; what was begun and never left is given back as untouched. */
  stop(): void;
  /** Gives up on what took too long, as in doubt; a late answer still counts. */
  dropOverdue(): void;
  /** Gives up on all that is in flight: the lease ends, which puts it in doubt. */
  abandon(): void;
}

const retryFirstMs = 1000;
const retryMaxMs = 300_000;

// Nothing is heard while something else runs: a delivery that computes (encryption), or other processes
// where there are more of them than cores. Nobody is handed over to longer than this after there was last
// a turn for what has come in: the news of a cancel, the answer to a commit.
const deafMsMax = 1;

const backoffMs = (attempt: number) => Math.min(retryFirstMs * 2 ** (attempt - 1), retryMaxMs);

/** What the ledger is told about an outcome: who may be tried again, and who may not. */
const settlementOf = <R extends Recipient>(
  { chunk, position, attempt }: Item<R>,
  given: DeliveryOutcome,
  handedOverAt: number,
  options: LaneOptions<R>,
): Settlement => {
  const { outcome } = given;
  const isRetry = outcome === 'retry' || (outcome === 'in-doubt' && options.deliveryIsIdempotent);
  if (!isRetry) return { chunk, position, outcome, handedOverAt };
  // Out of tries: what surely was not accepted has failed, what may have been stays in doubt.
  if (attempt >= options.attemptsMax) {
    const last = outcome === 'retry' ? 'failed' : 'in-doubt';
    return { chunk, position, outcome: last, handedOverAt };
  }
  const retryInMs = (outcome === 'retry' ? given.retryInMs : undefined) ?? backoffMs(attempt);
  return { chunk, position, outcome: 'retry', handedOverAt, retryInMs };
};

/**
 * @param onChange something came back: there may be room, or something to settle
 * @param onLate an answer came after its message was given up as in doubt
 */
export const createLanes = <R extends Recipient>(
  lease: HeldLease,
  campaign: CampaignRecord,
  clock: Clock,
  options: LaneOptions<R>,
  on: { readonly change: () => void; readonly late: (settlement: Settlement) => void },
): Lanes<R> => {
  const waiting: Item<R>[] = [];
  const flying = new Map<Item<R>, InFlight>();
  let settle: Settlement[] = [];
  let codes: Finished['codes'] = {};
  let heardAtMs = clock.monotonicMs();
  let isResting = false;
  const context = { signal: lease.abort, campaign };

  const call = async (recipient: R) => options.deliver(recipient, context);

  const finish = (item: Item<R>, given: DeliveryOutcome, handedOverAt: number) => {
    const settlement = settlementOf(item, given, handedOverAt, options);
    if (!flying.delete(item)) return on.late(settlement);
    settle.push(settlement);
    if (given.outcome !== 'delivered') codes[given.code] = (codes[given.code] ?? 0) + 1;
    if (given.outcome === 'failed' && given.code === 'gone') options.onGone(item.recipient);
    handOver();
    // Half way through what came back together it would look as if lanes stood idle.
    if (!isResting) on.change();
  };

  const rest = async () => {
    isResting = true;
    await clock.sleep(0);
    isResting = false;
    heardAtMs = clock.monotonicMs();
    handOver();
    on.change();
  };

  const hasRoom = () => waiting.length > 0 && flying.size < options.concurrency && !isResting;

  const handOver = () => {
    // Asked in the same tick as every single hand-over: between two of them a cancel can be heard.
    while (hasRoom() && lease.mayHandOver()) {
      const sinceMs = clock.monotonicMs();
      if (sinceMs - heardAtMs >= deafMsMax) return void rest();
      const item = waiting.shift() as Item<R>;
      const handedOverAt = lease.storeNow();
      flying.set(item, { handedOverAt, sinceMs });
      call(item.recipient)
        .then(outcomeOfResult, outcomeOfError)
        .then((outcome) => finish(item, outcome, handedOverAt));
    }
  };

  return {
    add: (items) => {
      waiting.push(...items);
      heardAtMs = clock.monotonicMs();
      handOver();
    },
    get waiting() {
      return waiting.length;
    },
    get inFlight() {
      return flying.size;
    },
    get finished() {
      return settle.length;
    },
    take: () => {
      const finished = { settle, codes };
      settle = [];
      codes = {};
      return finished;
    },
    putBack: (finished) => {
      settle = [...finished.settle, ...settle];
      for (const [code, n] of Object.entries(finished.codes)) {
        codes[code as FailureCode] = (codes[code as FailureCode] ?? 0) + n;
      }
    },
    stop: () => {
      for (const { chunk, position } of waiting.splice(0)) {
        settle.push({ chunk, position, outcome: 'untouched', handedOverAt: null });
      }
    },
    abandon: () => flying.clear(),
    dropOverdue: () => {
      const nowMs = clock.monotonicMs();
      for (const [item, { handedOverAt, sinceMs }] of flying) {
        if (nowMs - sinceMs < options.deliverTimeoutMs) break;
        finish(item, { outcome: 'in-doubt', code: 'timeout' }, handedOverAt);
      }
    },
  };
};
