import { runCommand } from './commands.js';
import type { ServiceContext } from './context.js';
import { relayEffects } from './effects.js';
import { notify, type TroubleEvent } from './observe.js';

/** What a sweep found to do. */
export interface SweepResult {
  /** Leases that had run out. */
  readonly expiredLeases: number;
  /** Recipients that became in doubt with them. */
  readonly inDoubt: number;
  /** Effects settled. */
  readonly effects: number;
  /** Campaigns that became `sent`. */
  readonly completed: number;
  /** Campaigns that want a worker and were put back into a queue that may have lost them. */
  readonly requeued: number;
}

const batchMax = 100;

/** One part failing must not keep the others from being done. */
const contained = async <Value>(
  context: ServiceContext,
  where: TroubleEvent['where'],
  otherwise: Value,
  part: () => Promise<Value>,
): Promise<Value> => {
  try {
    return await part();
  } catch (error) {
    notify(context.observe, 'onTrouble', { where, campaignId: null, error });
    return otherwise;
  }
};

const complete = async (context: ServiceContext): Promise<number> => {
  let completed = 0;
  for (const campaignId of await context.ledger.completable(batchMax)) {
    const event = { type: 'COMPLETE' } as const;
    const answer = await runCommand(context, { campaignId, event, options: {} });
    if (answer.accepted) completed += 1;
  }
  return completed;
};

// Rows cannot be lost. Jobs can: a broker is wiped, a job is given up on after so many tries.
const requeue = async ({ store, queue }: ServiceContext): Promise<number> => {
  if (queue.jobsAreRows) return 0;
  const waiting = await store.waiting(batchMax);
  for (const campaignId of waiting) await queue.enqueue({ campaignId, runAt: 0 });
  return waiting.length;
};

/**
 * Does what somebody who died left undone: ends leases that have run out, carries out effects, tries
 * COMPLETE, puts campaigns that want a worker back into the queue. Any number of sweeps may run at
 * once, anywhere.
 */
export async function sweep(context: ServiceContext): Promise<SweepResult> {
  const expired = await contained(context, 'sweep', [], async () => [
    ...(await context.ledger.expireLeases({ limit: batchMax })),
  ]);
  const effects = await contained(context, 'relay', 0, () => relayEffects(context));
  const completed = await contained(context, 'sweep', 0, () => complete(context));
  const requeued = await contained(context, 'queue', 0, () => requeue(context));
  const inDoubt = expired.reduce((sum, lease) => sum + lease.inDoubt, 0);
  return { expiredLeases: expired.length, inDoubt, effects, completed, requeued };
}
