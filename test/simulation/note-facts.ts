import { type Change, isLive, movesOf } from './moment.js';

const add = (begun: Record<string, number>, key: string, n: number) => {
  begun[key] = (begun[key] ?? 0) + n;
};

const noteBegun = (change: Change): void => {
  const { done, world } = change;
  if (done?.label !== 'ledger.advance') return;
  for (const { id, from, to } of movesOf(change)) {
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

const noteWarned = ({ world, after, done }: Change): void => {
  if (done?.label !== 'signals.publish') return;
  for (const { name } of world.processes) {
    const holds = after.leases.some(({ token }) => token.split('/')[0] === name);
    if (holds && !world.facts.warned.includes(name)) world.facts.warned.push(name);
  }
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
  for (const { process, recipient } of newHandOvers) {
    add(facts.begun, `${process} ${recipient}`, -1);
    if (facts.owedAtCancel !== null) facts.paidSinceCancel += 1;
  }
  noteWarned(change);
  noteStopped(change);
};
