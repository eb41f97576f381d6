import type { LeaseRef } from '../../src/service/recipient-ledger.js';
import { type Change, isLive, movesOf, processOf } from './moment.js';

const add = (begun: Record<string, number>, key: string, n: number) => {
  begun[key] = (begun[key] ?? 0) + n;
};

const noteBegun = (change: Change): void => {
  const { done, world } = change;
  if (done?.label !== 'ledger.advance') return;
  for (const { id, from, to, before } of movesOf(change)) {
    // Whatever else this step did to rows of others, it did on the way.
    if (processOf(before.owner) !== done.process) continue;
    const key = `${done.process} ${id}`;
    if ('pP'.includes(from) && 'bB'.includes(to)) add(world.facts.begun, key, 1);
    // Given back without having left.
    if ('bB'.includes(from) && 'pP'.includes(to)) add(world.facts.begun, key, -1);
  }
};

const noteCancel = ({ world: { facts }, before, after }: Change): void => {
  if (before.record.status === after.record.status || after.record.status !== 'cancelled') return;
  facts.owedAtCancel = Object.values(facts.begun).reduce((sum, n) => sum + n, 0);
};

const isStop = (answer: unknown): boolean => {
  const { lease = answer } = (answer ?? {}) as { readonly lease?: unknown };
  const { held, status } = (lease ?? {}) as { readonly held?: boolean; readonly status?: string };
  return held === false || (status !== undefined && status !== 'sending');
};

const tells = ['ledger.renewLease', 'ledger.advance', 'ledger.checkpoint'];

/** Who has been told to stop: by the signal, by a beat, or by what the ledger said. */
const noteWarned = ({ world, before, after, done }: Change): void => {
  if (done === null) return;
  const { warned } = world.facts;
  const warn = (token: string) => warned.includes(token) || warned.push(token);
  if (tells.includes(done.label) && done.isHeard && isStop(done.value)) {
    warn((done.input[0] as LeaseRef).token);
  }
  const isCommitted = before.record.status === 'sending' && after.record.status === 'cancelled';
  const isPublished = world.memory.signals.joinsTransaction
    ? isCommitted
    : done.label === 'signals.publish';
  if (!isPublished || world.losesSignals) return;
  for (const { token } of after.leases) warn(token);
};

const noteEffects = ({ world: { facts }, done }: Change): void => {
  if (done === null) return;
  // Who reads it for the enqueue; what others read is of no concern to anybody.
  const isRelay = /relay|sweep|janitor/.test(done.process);
  if (isRelay && done.label === 'store.read') {
    const { status } = (done.value ?? {}) as { readonly status?: string };
    facts.lastRead[done.process] = status ?? 'missing';
  }
  const effects = { 'queue.enqueue': 'enqueue', 'queue.dequeue': 'dequeue' } as const;
  const effect =
    done.label === 'signals.publish' ? 'abort-dispatch' : effects[done.label as 'queue.enqueue'];
  if (effect && !facts.carriedOut.includes(effect)) facts.carriedOut.push(effect);
};

const noteStopped = ({ world: { facts, now }, after }: Change): void => {
  const isAtWork = after.leases.some(({ token }) => isLive(after, token, now.ms));
  const isSaid = facts.reports.some(({ report }) => report.receipt?.settled === true);
  if (facts.stoppedAt !== null || !(isSaid || (after.record.cancellation && !isAtWork))) return;
  facts.stoppedAt = now.ms;
};

/** Writes down what the outside could see of a step, before anybody asks whether it was right. */
export const noteFacts = (change: Change): void => {
  const { facts, newHandOvers } = change.world;
  noteBegun(change);
  noteCancel(change);
  noteEffects(change);
  noteWarned(change);
  for (const { process, recipient } of newHandOvers) {
    add(facts.begun, `${process} ${recipient}`, -1);
    if (facts.owedAtCancel !== null) facts.paidSinceCancel += 1;
  }
  noteStopped(change);
};
