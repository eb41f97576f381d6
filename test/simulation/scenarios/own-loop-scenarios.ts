import { canceller, ownLoop, relay } from '../actors.js';
import { type Scenario, scenario } from '../scenario.js';

/** Senders with a loop of their own. */
export const ownLoopScenarios: readonly Scenario[] = [
  scenario({
    name: 'own-loop',
    about: 'a sender with a loop of its own, another that wants to, and a cancel',
    from: 'queued',
    audience: ['r1', 'r2'],
    hasOwnLoop: true,
    cast: {
      'sender-1': ownLoop('after'),
      'sender-2': ownLoop('after'),
      relay,
      canceller: canceller(),
    },
    preemptionsMax: 0,
  }),
  scenario({
    name: 'own-loop-alone',
    about: 'a sender with a loop of its own and a cancel',
    from: 'queued',
    audience: ['r1', 'r2'],
    hasOwnLoop: true,
    cast: { sender: ownLoop('after'), relay, canceller: canceller() },
    preemptionsMax: 2,
  }),
  scenario({
    name: 'own-loop-frozen',
    about: 'a sender with a loop of its own is frozen between a checkpoint and its answer',
    from: 'queued',
    audience: ['r1', 'r2'],
    hasOwnLoop: true,
    cast: { sender: ownLoop('before'), canceller: canceller() },
    budgets: { jumps: 1, holds: 1 },
    preemptionsMax: 0,
  }),
];
