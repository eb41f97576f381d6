import { allSabotages } from '../simulation/sabotages/all-sabotages.js';
import type { Patch } from '../subject/load-subject.js';

/** The source with one guard taken out, by name. */
export interface GuardRemoval {
  readonly name: string;
  readonly patches: readonly Patch[];
}

/** One of those that the simulation is held to as well. */
export const simulated = (name: string): GuardRemoval => {
  const found = allSabotages.find((sabotage) => sabotage.name === name);
  if (found === undefined) throw new Error(`The simulation has no sabotage called ${name}.`);
  return found;
};

const own = (name: string, file: string, find: string, replace: string): GuardRemoval => ({
  name,
  patches: [{ file, find, replace }],
});

export const cancelOnlyBeforeSending = own(
  'cancel-only-before-sending',
  'lifecycle/lifecycle.ts',
  "CANCEL: { target: 'cancelled', actions: [{ type: 'abort-dispatch' }] },",
  '',
);

/** Each step of the ledger is a fence of its own, so all of them have to go. */
export const noFenceAtAnyStep: GuardRemoval = {
  name: 'no-fence-at-any-step',
  patches: [
    ...simulated('no-fence-for-anything').patches,
    { file: 'service/campaign-delivery.ts', find: 'this.#lease.heard(lease);', replace: '' },
  ],
};

export const settledOnlyWhileSending = own(
  'settled-only-while-sending',
  'adapters/memory/memory-ledger.ts',
  'const settled = settleAll(row, token, step.settle, at);',
  "const settled = row.record.status === 'sending' ? settleAll(row, token, step.settle, at) : row;",
);

export const checkpointOfNothingLost = own(
  'checkpoint-of-nothing-lost',
  'service/dispatch.ts',
  'lease.resumed ?? undefined',
  'lease.resumed || undefined',
);

export const deadWorkersCounted = own(
  'dead-workers-counted',
  'service/report.ts',
  'const workers = tally.leases.filter((lease) => isLive(tally, lease)).map(',
  'const workers = tally.leases.map(',
);

/** Two ways lead back to a campaign that is in no queue, so both have to go. */
export const sweepWithoutRequeue: GuardRemoval = {
  name: 'sweep-without-requeue',
  patches: [
    { file: 'service/sweep.ts', find: '() => requeue(context));', replace: 'async () => 0);' },
    { file: 'service/dispatcher.ts', find: 'queue.jobsAreRows ?', replace: 'true ?' },
  ],
};

export const completedAfterCancel = own(
  'completed-after-cancel',
  'lifecycle/lifecycle.ts',
  "cancelled: { type: 'final', on: {} },",
  "cancelled: { type: 'final', on: { COMPLETE: { target: 'sent', actions: [] } } },",
);

export const scheduledAfterCancel = own(
  'scheduled-after-cancel',
  'lifecycle/lifecycle.ts',
  "cancelled: { type: 'final', on: {} },",
  "cancelled: { type: 'final', on: { SCHEDULE: { target: 'ready', actions: [{ type: 'enqueue' }] } } },",
);

export const onlyRemovedIsDequeued = own(
  'only-removed-is-dequeued',
  'service/effects.ts',
  'await queue.dequeue(campaignId, tx);',
  "if ((await queue.dequeue(campaignId, tx)) !== 'removed') throw new Error('not removed');",
);

export const buttonRemembers = own(
  'button-remembers',
  'control/campaign-control.ts',
  'given = { status, present: status };',
  'given = { status, present: given.present };',
);

export const reasonsInWords = own(
  'reasons-in-words',
  'lifecycle/decide.ts',
  'reason: reasonFor(from, event),',
  `reason: \`\${event} is not possible in \${from}.\` as never,`,
);
