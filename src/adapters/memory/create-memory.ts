import type { AbortSignals } from '../../service/abort-signals.js';
import type { CampaignQueue } from '../../service/campaign-queue.js';
import type { CampaignStore } from '../../service/campaign-store.js';
import { type Clock, systemClock } from '../../service/clock.js';
import type { RecipientLedger } from '../../service/recipient-ledger.js';
import { type MemoryFaults, withFaults } from './memory-faults.js';
import { createMemoryLedger } from './memory-ledger.js';
import { createMemoryQueue } from './memory-queue.js';
import { createMemorySignals } from './memory-signals.js';
import { createState, type MemorySnapshot, restoreState, snapshotOf } from './memory-state.js';
import { createMemoryStore } from './memory-store.js';
import { type MemoryTx, transact } from './transaction.js';

/** The four ports over one state in this process. */
export interface Memory {
  readonly store: CampaignStore<MemoryTx>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<MemoryTx>;
  readonly signals: AbortSignals<MemoryTx>;
  /**
   * A transaction of your own: what is written with its handle is seen by nobody else until `work`
   * has resolved, and never if it throws.
   *
   * @throws {@link TransactionConflictError} if something else was written meanwhile
   */
  transaction<Result>(work: (tx: MemoryTx) => Promise<Result>): Promise<Result>;
  /**
   * Everything that is stored, as plain JSON with the keys always in one order. Costs little: rows
   * are shared and never change. What lives in the process (listeners, running handlers) is not in it.
   */
  dump(): MemorySnapshot;
  /** Puts everything back as it was, or as another process left it. */
  restore(snapshot: MemorySnapshot): void;
}

/** How the four ports are made. Everything may be left out. */
export interface MemoryOptions {
  /** What time it is, and timers. Default: {@link systemClock}. */
  readonly clock?: Clock;
  /**
   * `true`: queue and signals take part in the store's transactions. Default `false`: effects are
   * recorded with the status and carried out after the commit, as with a broker of its own.
   */
  readonly joinsTransaction?: boolean;
  /** What goes wrong. Default: nothing. */
  readonly faults?: MemoryFaults;
}

const storeSteps = [
  'insert',
  'commit',
  'settleEffects',
  'deferEffect',
  'purge',
] as const satisfies (keyof CampaignStore)[];

const ledgerSteps = [
  'takeLease',
  'renewLease',
  'endLease',
  'expireLeases',
  'ownAudience',
  'append',
  'seal',
  'failAudience',
  'claim',
  'advance',
  'checkpoint',
] as const satisfies (keyof RecipientLedger)[];

/**
 * Store, ledger, queue and signals in the memory of this process: for tests, for trying things out,
 * and as the one to read to learn what an adapter has to do. Nothing of it survives the process.
 *
 * @example
 * const { store, ledger, queue, signals } = createMemory();
 */
export function createMemory(options: MemoryOptions = {}): Memory {
  const { clock = systemClock, joinsTransaction = false, faults } = options;
  const state = createState();
  const now = () => Math.floor(clock.wallMs());
  const queue = createMemoryQueue(state, clock, { joinsTransaction, faults });
  const signals = createMemorySignals({ joinsTransaction, faults });
  return {
    store: withFaults(createMemoryStore(state, now), storeSteps, faults, clock),
    ledger: withFaults(createMemoryLedger(state, now), ledgerSteps, faults, clock),
    queue: withFaults(queue, ['enqueue', 'dequeue'], faults, clock),
    signals: withFaults(signals, ['publish'], faults, clock),
    transaction: (work) => transact(state, 1, work),
    dump: () => snapshotOf(state),
    restore: (snapshot) => restoreState(state, snapshot),
  };
}
