import type { CampaignRecord } from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { createLanes, type Finished, type Item, type LaneOptions, type Lanes } from './lanes.js';
import { createLatch, type Latch } from './latch.js';
import type { HeldLease } from './lease.js';
import { notify } from './observe.js';
import type { Turn, Turns } from './rate-turns.js';
import type { ClaimResult, Recipient, Settlement } from './recipient-ledger.js';

/** How a worker delivers what it claims. */
export interface DeliveryOptions<R extends Recipient> extends LaneOptions<R> {
  readonly worker: string;
  /** Of all campaigns of this worker together. */
  readonly rate: Turns;
  /** How long to wait for what is in flight when the dispatch has to stop. */
  readonly drainMs: number;
}

// What came back is not kept from the ledger longer than this, however slow the rest is.
const lingerMs = 50;
const storeRetryMs = 100;
const watchMs = 1000;
const flushTriesMax = 3;

/**
 * One worker's delivery of one campaign: claims, begins, hands over and settles until there is
 * nothing left to take or the lease says stop.
 *
 * One commit settles what came back and begins what is next, while the lanes go on with what was
 * begun before: at most twice `concurrency` recipients are begun at any moment, and those are all
 * that can be handed over once a cancel is stored.
 */
export class CampaignDelivery<R extends Recipient> {
  readonly #context: ServiceContext;
  readonly #lease: HeldLease;
  readonly #campaignId: string;
  readonly #options: DeliveryOptions<R>;
  readonly #lanes: Lanes<R>;
  readonly #latch: Latch;
  readonly #rate: Turn;
  readonly #ended = new AbortController();
  #claimed: Item<R>[] = [];
  /** Nothing can be claimed before this moment of the store's clock. */
  #emptyUntil = 0;
  #supplyIsOpen = false;
  #lingering = false;
  #lingerIsOver = false;
  /** So many that wait will do until the next commit has answered. */
  #enough: number;
  /** When the last step took what had come back. */
  #takenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    context: ServiceContext,
    lease: HeldLease,
    campaign: CampaignRecord,
    options: DeliveryOptions<R>,
  ) {
    this.#context = context;
    this.#latch = createLatch(context.clock);
    this.#rate = options.rate.open(this.#latch.open);
    this.#lease = lease;
    this.#campaignId = campaign.id;
    this.#options = options;
    this.#enough = options.concurrency / 2;
    this.#lanes = createLanes(lease, campaign, context.clock, options, {
      change: () => this.#changed(),
      late: (settlement) => this.#settleLate(settlement),
    });
  }

  /** Runs until nothing is left to do here, and longer while `writing` the audience goes on. */
  async run(writing: (onChunk: () => void) => Promise<void>): Promise<void> {
    const { open } = this.#latch;
    const watching = this.#watch();
    this.#lease.stop.addEventListener('abort', open);
    this.#supplyIsOpen = true;
    const written = writing(() => this.#supplied()).finally(() => {
      this.#supplyIsOpen = false;
      this.#supplied();
    });
    // Awaited below, after the drain; until then its failure must not count as unhandled.
    written.catch(() => {});
    try {
      while (this.#lease.mayHandOver() && (await this.#next())) {
        // Each round is one commit, or a wait for a reason to make one.
      }
      await this.#drain();
      await written;
    } finally {
      this.#lease.stop.removeEventListener('abort', open);
      this.#ended.abort();
      this.#rate.end();
      await watching;
    }
  }

  /** One round; `false`: there is nothing left that this worker could do. */
  async #next(): Promise<boolean> {
    const runsLow = this.#runsLow();
    if (runsLow && this.#claimed.length === 0 && this.#lease.storeNow() >= this.#emptyUntil) {
      await this.#claim();
    }
    const beginMax = runsLow ? this.#options.concurrency - this.#lanes.waiting : 0;
    const granted = this.#rate.take(Math.min(beginMax, this.#claimed.length));
    if (granted > 0 || this.#hasToSettle()) {
      await this.#step(this.#claimed.splice(0, granted));
      return true;
    }
    // Until the rate limit lets one through, or a retry is due; else until something comes back.
    const isLimited = runsLow && this.#claimed.length > 0;
    const dueInMs = isLimited ? this.#rate.waitMs() : this.#emptyUntil - this.#lease.storeNow();
    if (dueInMs === Number.POSITIVE_INFINITY && this.#isIdle()) return false;
    await this.#latch.wait(runsLow ? dueInMs : Number.POSITIVE_INFINITY);
    return true;
  }

  /**
   * Not earlier: messages that went out together come back together. Whoever begins the next when some
   * of them still wait for a lane begins fewer than there are lanes, and some lanes stand idle until the
   * next commit; in bursts that cost a quarter of the rate. So the lanes wait for one commit at most for
   * every time that each has sent a message.
   *
   * Where a delivery computes, what waits does not wait for a lane but for the processor. As many are
   * enough then as it is busy with for one commit: the more a commit begins, the fewer there are.
   */
  #runsLow(): boolean {
    const { inFlight, waiting } = this.#lanes;
    return waiting === 0 || (inFlight < this.#options.concurrency && waiting <= this.#enough);
  }

  /** Twice as many as went out during the last commit; half of the lanes if that was all there was. */
  #noteSpent(waitingBefore: number): void {
    const { waiting } = this.#lanes;
    const most = this.#options.concurrency / 2;
    this.#enough = waiting === 0 ? most : Math.min(2 * (waitingBefore - waiting), most);
  }

  #isIdle(): boolean {
    const { inFlight, waiting, finished } = this.#lanes;
    return inFlight + waiting + finished === 0 && !this.#supplyIsOpen;
  }

  #hasToSettle(): boolean {
    const { inFlight, waiting, finished } = this.#lanes;
    if (finished === 0) return false;
    return inFlight + waiting === 0 || finished >= this.#options.concurrency || this.#lingerIsOver;
  }

  #changed(): void {
    // Not for every answer: the more a commit settles, the fewer commits there are.
    if (this.#hasToSettle() || (this.#runsLow() && this.#claimed.length > 0)) this.#latch.open();
    else if (this.#runsLow() && this.#lease.storeNow() >= this.#emptyUntil) this.#latch.open();
    else this.#linger();
  }

  #linger(forMs = lingerMs): void {
    if (this.#lingering) return;
    this.#lingering = true;
    const { clock } = this.#context;
    clock.sleep(forMs, this.#ended.signal).then(() => {
      this.#lingering = false;
      // A step in between took all there was: what waits now came later and may wait as long.
      const leftMs = this.#takenAtMs + lingerMs - clock.monotonicMs();
      if (leftMs > 0 && !this.#ended.signal.aborted) return this.#linger(leftMs);
      this.#lingerIsOver = true;
      this.#latch.open();
    });
  }

  /** There may be something to claim that was not there before. */
  #supplied(): void {
    this.#emptyUntil = 0;
    this.#latch.open();
  }

  async #claim(): Promise<void> {
    let result: ClaimResult;
    try {
      result = await this.#context.ledger.claim(this.#lease.ref);
    } catch (error) {
      return this.#troubled(error);
    }
    if (result.claim === null) {
      this.#emptyUntil = result.because === 'empty' ? (result.nextAt ?? Infinity) : Infinity;
      return;
    }
    const { chunk, attempt, recipients } = result.claim;
    this.#claimed = recipients.map(({ position, recipient }) => ({
      chunk,
      position,
      attempt,
      recipient: recipient as R,
    }));
  }

  /** The group commit. What it began may be handed over from here on; nothing else may. */
  async #step(begin: readonly Item<R>[]): Promise<void> {
    const finished = this.#lanes.take();
    const { waiting } = this.#lanes;
    this.#takenAtMs = this.#context.clock.monotonicMs();
    this.#lingerIsOver = false;
    try {
      const { settle } = finished;
      const { begun, lease } = await this.#context.ledger.advance(this.#lease.ref, {
        settle,
        begin,
      });
      this.#noteSpent(waiting);
      this.#lease.heard(lease);
      this.#progress(finished);
      if (settle.some(({ outcome }) => outcome === 'retry')) this.#emptyUntil = 0;
      if (begun) {
        // A process that was kept waiting finds the answer and the news of a cancel together, and they
        // come in one after the other: both are heard before any of these goes out.
        if (begin.length > 0) await this.#context.clock.sleep(0);
        // Of nobody as well: those who wait may have been kept by a deadline that was put off since.
        this.#lanes.add(begin);
      }
      // The fence closed, or the chunk is no longer ours: either way none of it may be handed over.
      else if (begin.length > 0) this.#claimed = [];
    } catch (error) {
      // Whether it was stored is unknown. Told again, settling changes nothing; what may have been
      // begun was never handed over, so it is given back before it is begun again.
      this.#lanes.putBack({ ...finished, settle: [...finished.settle, ...begin.map(untouched)] });
      this.#claimed.unshift(...begin);
      await this.#troubled(error);
    }
  }

  async #troubled(error: unknown): Promise<void> {
    const { observe, clock } = this.#context;
    notify(observe, 'onTrouble', { where: 'ledger', campaignId: this.#campaignId, error });
    // The store may come back; the lease's deadline ends this if it does not.
    await clock.sleep(storeRetryMs);
  }

  /** Gives back what never left, waits for what did, and tells the ledger of both. */
  async #drain(): Promise<void> {
    const { clock } = this.#context;
    const until = clock.monotonicMs() + this.#options.drainMs;
    this.#claimed = [];
    this.#lanes.stop();
    await this.#flush();
    while (this.#lanes.inFlight > 0 && clock.monotonicMs() < until) {
      await this.#latch.wait(until - clock.monotonicMs());
    }
    await this.#flush();
    this.#lanes.abandon();
  }

  async #flush(): Promise<void> {
    for (let tries = 0; tries < flushTriesMax && this.#lanes.finished > 0; tries += 1) {
      await this.#step([]);
    }
  }

  #settleLate(settlement: Settlement): void {
    this.#context.ledger
      .advance(this.#lease.ref, { settle: [settlement], begin: [] })
      .catch((error: unknown) => {
        // It stays in doubt, which is true as well.
        const where = 'ledger';
        notify(this.#context.observe, 'onTrouble', { where, campaignId: this.#campaignId, error });
      });
  }

  async #watch(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#context.clock.sleep(watchMs, this.#ended.signal);
      this.#lanes.dropOverdue();
    }
  }

  #progress({ settle, codes }: Finished): void {
    if (settle.length === 0) return;
    const many = (outcome: Settlement['outcome']) =>
      settle.filter((settlement) => settlement.outcome === outcome).length;
    notify(this.#context.observe, 'onDispatchProgress', {
      campaignId: this.#campaignId,
      worker: this.#options.worker,
      at: this.#lease.storeNow(),
      delivered: many('delivered'),
      failed: many('failed'),
      inDoubt: many('in-doubt'),
      retried: many('retry'),
      codes,
    });
  }
}

const untouched = ({ chunk, position }: Item<Recipient>): Settlement => ({
  chunk,
  position,
  outcome: 'untouched',
  handedOverAt: null,
});
