import { describe, expect, it } from 'vitest';
import {
  createMemory,
  LostAnswerError,
  type MemoryFaults,
  type MemoryStep,
} from '../../../src/adapters/memory/index.js';
import { createManualClock } from '../../../src/testing/index.js';
import { changeFor, draft } from '../../../src/testing/make-campaigns.js';
import { people } from '../../../src/testing/make-deliveries.js';

const faulty = (faults: MemoryFaults) => {
  const clock = createManualClock();
  return { clock, ...createMemory({ clock, faults }) };
};

describe('MemoryFaults.crashAfterCommit', () => {
  it('loses the answer of a commit that happened; asked again, it is told', async () => {
    let isLost = true;
    const { store } = faulty({ crashAfterCommit: (step) => step === 'commit' && isLost });
    await store.insert(draft('c'));
    const schedule = changeFor('c', 'draft', 'SCHEDULE');
    await expect(store.commit(schedule)).rejects.toBeInstanceOf(LostAnswerError);
    expect((await store.read('c'))?.status).toBe('ready');
    isLost = false;
    expect(await store.commit(schedule)).toMatchObject({ outcome: 'replayed' });
  });

  it('is asked at every step that writes, and at none that reads', async () => {
    const asked: MemoryStep[] = [];
    const note = (step: MemoryStep) => asked.push(step) < 0;
    const { store, ledger, queue, signals } = faulty({ crashAfterCommit: note });
    const lease = { campaignId: 'c', token: 't' };
    await store.insert(draft('c', { status: 'sending', event: 'ADOPT' }));
    await ledger.takeLease({ ...lease, worker: 'w', ttlMs: 10, exclusive: false });
    await ledger.renewLease(lease, { ttlMs: 10, clockErrorMs: 0 });
    await ledger.ownAudience(lease);
    await ledger.append(lease, people('a'));
    await ledger.failAudience(lease, { code: 'x', retryInMs: 0 });
    await ledger.seal(lease);
    await ledger.claim(lease);
    await ledger.advance(lease, { settle: [], begin: [] });
    await ledger.checkpoint(lease, {});
    await ledger.endLease(lease);
    await ledger.expireLeases({ limit: 1 });
    await store.commit(changeFor('c', 'sending', 'CANCEL'));
    await store.deferEffect(
      { campaignId: 'c', effect: 'abort-dispatch' },
      { code: 'x', retryInMs: 0 },
    );
    await store.settleEffects([]);
    await queue.enqueue({ campaignId: 'c', runAt: 0 });
    await queue.dequeue('c');
    await signals.publish('c');
    await store.purge({ limit: 1 });
    const written = [...asked];
    await Promise.all([store.now(), store.read('c'), store.findCommand('c', 'x')]);
    await Promise.all([store.list({ limit: 1 }), store.history('c', { after: 0, limit: 1 })]);
    await Promise.all([store.waiting(1), store.dueEffects({ limit: 1 }), store.openEffects('c')]);
    await Promise.all([ledger.tally('c'), ledger.completable(1), ledger.recount('c')]).catch(
      () => {},
    );
    expect(asked).toEqual(written);
    expect(written).toEqual([
      'insert',
      'takeLease',
      'renewLease',
      'ownAudience',
      'append',
      'failAudience',
      'seal',
      'claim',
      'advance',
      'checkpoint',
      'endLease',
      'expireLeases',
      'commit',
      'deferEffect',
      'settleEffects',
      'enqueue',
      'dequeue',
      'publish',
      'purge',
    ]);
  });
});

describe('MemoryFaults.slowWriteMs', () => {
  it('holds a step back by the clock', async () => {
    const slow = { slowWriteMs: (step: MemoryStep) => (step === 'commit' ? 500 : 0) };
    const { store, clock } = faulty(slow);
    await store.insert(draft('c'));
    const committing = store.commit(changeFor('c', 'draft', 'SCHEDULE'));
    await clock.advance(499);
    expect((await store.read('c'))?.status).toBe('draft');
    await clock.advance(1);
    expect((await store.read('c'))?.status).toBe('ready');
    expect(await committing).toMatchObject({ outcome: 'committed' });
  });
});

describe('MemoryFaults.loseSignal and deliverTwice', () => {
  it('make a signal unheard, or heard twice', async () => {
    const { signals } = faulty({
      loseSignal: (campaignId) => campaignId === 'lost',
      deliverTwice: (what) => what === 'signal',
    });
    const heard: string[] = [];
    for (const id of ['lost', 'twice']) await signals.subscribe(id, () => heard.push(id));
    for (const id of ['lost', 'twice']) await signals.publish(id);
    expect(heard).toEqual(['twice', 'twice']);
  });

  it('give a job to the handler twice at the same time', async () => {
    const { queue, dump, clock } = faulty({ deliverTwice: (what) => what === 'job' });
    await queue.enqueue({ campaignId: 'c', runAt: 0 });
    const stopping = new AbortController();
    let [now, most] = [0, 0];
    const handler = async () => {
      now += 1;
      most = Math.max(most, now);
      await clock.sleep(10);
      now -= 1;
      return { done: true } as const;
    };
    const consuming = queue.consume(handler, { concurrency: 1, signal: stopping.signal });
    await clock.advance(20);
    stopping.abort();
    await consuming;
    expect([most, now, dump().jobs]).toEqual([2, 0, []]);
  });
});
