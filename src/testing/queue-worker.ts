import type { JobAnswer } from '../service/campaign-queue.js';
import type { TestSystem } from './conformance-case.js';
import { changeFor, command, draft, fresh } from './make-campaigns.js';
import { leaseOn, writeAudience } from './make-deliveries.js';

export const done: JobAnswer = { done: true };

/** Schedules a campaign and enqueues it, in one transaction where the queue joins it. */
export const schedule = async (
  { store, queue }: TestSystem,
  { id = fresh('campaign'), inMs = 0 }: { readonly id?: string; readonly inMs?: number } = {},
): Promise<string> => {
  const runAt = (await store.now()) + inMs;
  await store.insert(draft(id));
  const change = changeFor(id, 'draft', 'SCHEDULE', { dueAt: runAt, effects: [] });
  const within = (tx: unknown) => queue.enqueue({ campaignId: id, runAt }, tx);
  await store.commit(change, queue.joinsTransaction ? { within } : {});
  if (!queue.joinsTransaction) await queue.enqueue({ campaignId: id, runAt });
  return id;
};

/** Cancels a campaign and dequeues it, in one transaction where the queue joins it. */
export const cancel = async ({ store, queue }: TestSystem, id: string) => {
  const answers: unknown[] = [];
  const dequeue = async (tx?: unknown) => void answers.push(await queue.dequeue(id, tx));
  const { status } = (await store.read(id)) ?? { status: 'draft' };
  const change = changeFor(id, status, 'CANCEL', { effects: [] });
  await store.commit(change, queue.joinsTransaction ? { within: dequeue } : {});
  if (!queue.joinsTransaction) await dequeue();
  return answers[0];
};

/** Sends a campaign to nobody, so that it is done for a queue whose jobs are the rows, too. */
export const send = async (system: TestSystem, id: string): Promise<JobAnswer> => {
  await command(system, id, 'START');
  const lease = await leaseOn(system, id);
  await writeAudience(system, lease, []);
  await command(system, id, 'COMPLETE');
  await system.ledger.endLease(lease);
  return done;
};

export type Handler = (campaignId: string) => Promise<JobAnswer>;

/** A worker that notes whom it was handed; `stop` ends it and waits for its last handler. */
export const worker = ({ queue }: TestSystem, handler: Handler, concurrency = 10) => {
  const handed: string[] = [];
  const stopping = new AbortController();
  const noting: Handler = async (campaignId) => {
    handed.push(campaignId);
    return handler(campaignId);
  };
  const running = queue.consume(noting, { concurrency, signal: stopping.signal });
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { handed, stop, stopping };
};

/** A promise and what resolves it. */
export const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};
