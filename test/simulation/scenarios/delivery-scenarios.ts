import { canceller, relay, worker } from '../actors.js';
import { type Scenario, scenario } from '../scenario.js';

/** Writing the audience and delivering to it, while nothing or little goes wrong. */
export const deliveryScenarios: readonly Scenario[] = [
  scenario({
    name: 'materialise',
    about: 'the audience is written while somebody cancels, and the writer may die',
    from: 'sending',
    audience: ['r1', 'r2'],
    cast: { worker, canceller: canceller() },
    budgets: { crashes: 1 },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'two-writers',
    about: 'two workers want to write the audience, and one dies',
    from: 'sending',
    cast: { 'worker-1': worker, 'worker-2': worker },
    budgets: { crashes: 1 },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'deliver',
    about: 'two workers deliver to two recipients while somebody cancels',
    from: 'written',
    audience: ['r1', 'r2'],
    cast: { 'worker-1': worker, 'worker-2': worker, relay, canceller: canceller() },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'one-chunk',
    about: 'a chunk that is larger than what may be begun at once',
    from: 'written',
    audience: ['r1', 'r2', 'r3'],
    chunkSize: 3,
    cast: { worker, relay, canceller: canceller() },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'outcomes',
    about: 'one is retried, one has failed, one is in doubt',
    from: 'written',
    audience: ['r1', 'r2', 'r3'],
    outcomes: {
      r1: [{ outcome: 'retry', code: 'throttled' }],
      r2: [{ outcome: 'failed', code: 'gone' }],
      r3: [{ outcome: 'in-doubt', code: 'timeout' }],
    },
    cast: { worker, canceller: canceller() },
    preemptionsMax: 1,
  }),
  scenario({
    name: 'side-by-side',
    about: 'a worker with two lanes, and one that is asked to end',
    from: 'written',
    audience: ['r1', 'r2', 'r3'],
    concurrency: 2,
    cast: { worker },
    budgets: { shutdowns: 1 },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'no-signal',
    about: 'nobody hears of the cancel but from a beat or from the ledger',
    from: 'written',
    audience: ['r1', 'r2', 'r3'],
    chunkSize: 3,
    losesSignals: true,
    cast: { worker, canceller: canceller() },
    budgets: { ticks: 1 },
    preemptionsMax: 0,
  }),
];
