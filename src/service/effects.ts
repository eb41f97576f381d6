import type { CampaignEffect } from '../lifecycle/index.js';
import type { EpochMs, RecordedEffect } from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { notify } from './observe.js';

/** Why carrying out an effect failed. A closed set; the effect is tried again with backoff. */
export type EffectFailureCode = 'queue-failed' | 'signals-failed' | 'timeout';

type EffectType = CampaignEffect['type'];
type Target = { readonly campaignId: string; readonly dueAt: EpochMs | null };

const portOf = (effect: EffectType) => (effect === 'abort-dispatch' ? 'signals' : 'queue');

/** Does the store's own commit carry this effect out, so that nothing is left to do after it? */
export const joinsCommit = <Tx>(context: ServiceContext<Tx>, effect: EffectType): boolean =>
  context[portOf(effect)].joinsTransaction;

/** Is the status itself the message, so that its commit carries this effect out and no port is called? */
const isInStatus = <Tx>({ queue, signals }: ServiceContext<Tx>, effect: EffectType): boolean =>
  (effect === 'abort-dispatch' ? signals.toldByCommit : queue.jobsAreRows) === true;

/** Has a port to be called inside the store's transaction? */
export const isCalledWithin = <Tx>(context: ServiceContext<Tx>, effect: EffectType): boolean =>
  joinsCommit(context, effect) && !isInStatus(context, effect);

/** Brings one effect to its port. With a `tx`, inside the store's transaction. */
export const carryOut = async <Tx>(
  { queue, signals }: Pick<ServiceContext<Tx>, 'queue' | 'signals'>,
  effect: EffectType,
  { campaignId, dueAt }: Target,
  tx?: Tx,
): Promise<void> => {
  switch (effect) {
    case 'enqueue':
      return queue.enqueue({ campaignId, runAt: dueAt ?? 0 }, tx);
    case 'dequeue':
      // Whatever the queue answers is fine: a job that slips through dies at START.
      await queue.dequeue(campaignId, tx);
      return;
    case 'abort-dispatch':
      return signals.publish(campaignId, tx);
  }
};

/** Tells the observer of those effects that the commit itself carried out. */
export const tellOfJoined = <Tx>(
  context: ServiceContext<Tx>,
  campaignId: string,
  effects: readonly EffectType[],
): void => {
  for (const effect of effects.filter((type) => joinsCommit(context, type))) {
    const event = { campaignId, effect, outcome: 'done', attempts: 1, lagMs: 0 } as const;
    notify(context.observe, 'onEffect', { ...event, code: null });
  }
};

const timeoutMs = 10_000;
const retryFirstMs = 100;
const retryMaxMs = 60_000;

const retryIn = (attempts: number) =>
  Math.min(retryFirstMs * 2 ** Math.min(attempts, 20), retryMaxMs);

const timedOut = Symbol('timeout');

const withTimeout = async (context: ServiceContext, work: Promise<void>): Promise<void> => {
  const done = new AbortController();
  const timer = context.clock.sleep(timeoutMs, done.signal).then(() => timedOut);
  try {
    // A port that never answers must not hold up the effects of other campaigns.
    if ((await Promise.race([work, timer])) === timedOut) throw timedOut;
  } finally {
    done.abort();
  }
};

const attempt = async (context: ServiceContext, recorded: RecordedEffect) => {
  const { campaignId, effect } = recorded;
  // An enqueue that a cancel has overtaken is not carried out. One that is under way in another relay
  // may still come after the dequeue; such a job dies at START.
  if (effect === 'enqueue' && (await context.store.read(campaignId))?.status !== 'ready') {
    return 'superseded' as const;
  }
  await withTimeout(context, carryOut(context, effect, recorded));
  return 'done' as const;
};

const fail = async (context: ServiceContext, recorded: RecordedEffect, error: unknown) => {
  const { campaignId, effect, attempts } = recorded;
  const code: EffectFailureCode = error === timedOut ? 'timeout' : `${portOf(effect)}-failed`;
  await context.store.deferEffect({ campaignId, effect }, { code, retryInMs: retryIn(attempts) });
  notify(context.observe, 'onTrouble', { where: 'relay', campaignId, error });
  return code;
};

const relayOne = async (context: ServiceContext, recorded: RecordedEffect) => {
  const { campaignId, effect } = recorded;
  const event = { campaignId, effect, attempts: recorded.attempts + 1 };
  try {
    const as = await attempt(context, recorded);
    return { settled: { campaignId, effect, as }, event: { ...event, outcome: as, code: null } };
  } catch (error) {
    const code = await fail(context, recorded, error);
    return { settled: null, event: { ...event, outcome: 'failed' as const, code } };
  }
};

/**
 * An enqueue whose next try is not due would hold up what comes after it. Where that is a cancel, there
 * is nothing left to enqueue, and an abort must not wait for it.
 */
const overtaken = async ({ store }: ServiceContext, campaignId: string) => {
  const [first, next] = await store.openEffects(campaignId);
  return first?.effect === 'enqueue' && next ? [first] : [];
};

const batchMax = 100;
// Three effects can be recorded for a campaign; one round more finds that nothing is left.
const roundsMax = 4;

/**
 * Carries out recorded effects that are due, in commit order for each campaign, and settles them in
 * group commits. Dying anywhere in between only means that an effect is carried out again, which is
 * harmless: enqueueing, dequeueing and publishing twice is the same as once.
 *
 * @returns how many were settled
 */
export async function relayEffects(context: ServiceContext, campaignId?: string): Promise<number> {
  let count = 0;
  for (let round = 0; round < roundsMax; round += 1) {
    let due = await context.store.dueEffects({
      limit: batchMax,
      ...(campaignId === undefined ? {} : { campaignId }),
    });
    if (due.length === 0 && round === 0 && campaignId !== undefined) {
      due = await overtaken(context, campaignId);
    }
    if (due.length === 0) break;
    const results = await Promise.all(due.map((recorded) => relayOne(context, recorded)));
    const settled = results.flatMap((result) => result.settled ?? []);
    if (settled.length > 0) await context.store.settleEffects(settled);
    const now = await context.store.now();
    results.forEach(({ event }, index) => {
      const lagMs = Math.max(0, now - (due[index]?.recordedAt ?? now));
      notify(context.observe, 'onEffect', { ...event, lagMs });
    });
    count += settled.length;
  }
  return count;
}
