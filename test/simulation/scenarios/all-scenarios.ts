import { canceller, relay, reporter, sweeper, worker } from '../actors.js';
import { type Scenario, scenario } from '../scenario.js';
import { commandScenarios } from './command-scenarios.js';
import { deliveryScenarios } from './delivery-scenarios.js';
import { ownLoopScenarios } from './own-loop-scenarios.js';
import { troubleScenarios } from './trouble-scenarios.js';

/** What is explored: each looks at one thing that goes on between a few processes. */
export const scenarios: readonly Scenario[] = [
  ...commandScenarios,
  ...deliveryScenarios,
  ...troubleScenarios,
  ...ownLoopScenarios,
];

/** All of it at once: far too much to see the whole of, so it is walked at random. */
export const everything: Scenario = scenario({
  name: 'everything',
  about: 'two workers, two cancels, two relays, a sweep, a report, and all kinds of trouble',
  from: 'scheduled',
  audience: ['r1', 'r2'],
  concurrency: 2,
  roundsMax: 3,
  outcomes: { r1: [{ outcome: 'retry', code: 'throttled', retryInMs: 100 }] },
  cast: {
    'worker-1': worker,
    'worker-2': worker,
    'relay-1': relay,
    'relay-2': relay,
    sweeper,
    reporter,
    'canceller-1': canceller({ commandId: 'x', by: 'kim' }),
    'canceller-2': canceller({ by: 'lee' }),
  },
  budgets: { crashes: 2, ticks: 6, jumps: 2, holds: 3, losses: 2, refusals: 2, shutdowns: 1 },
});
