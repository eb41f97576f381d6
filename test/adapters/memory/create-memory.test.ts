import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemory, type Memory } from '../../../src/adapters/memory/index.js';
import { createManualClock } from '../../../src/testing/index.js';
import { changeFor, draft } from '../../../src/testing/make-campaigns.js';
import { people } from '../../../src/testing/make-deliveries.js';

const id = 'c1';
const tokens = ['t1', 't2'] as const;
const leases = tokens.map((token) => ({ campaignId: id, token }));
const places = [0, 1, 2].flatMap((chunk) => [0, 1].map((position) => ({ chunk, position })));

/** Steps on one campaign by two workers, most of them possible at some time. */
const steps: readonly ((memory: Memory) => Promise<unknown>)[] = [
  ({ store }) => store.insert(draft(id, { commandId: 'c0', data: { title: 'a' } })),
  ({ store }) => store.commit(changeFor(id, 'draft', 'SCHEDULE', { commandId: 'c1' })),
  ({ store }) => store.commit(changeFor(id, 'ready', 'START', { commandId: 'c2' })),
  ({ store }) => store.commit(changeFor(id, 'sending', 'COMPLETE', { commandId: 'c3' })),
  ({ store }) => store.commit(changeFor(id, 'sending', 'CANCEL', { commandId: 'c4' })),
  ({ store }) => store.settleEffects([{ campaignId: id, effect: 'enqueue', as: 'done' }]),
  ({ store }) =>
    store.deferEffect({ campaignId: id, effect: 'enqueue' }, { code: 'x', retryInMs: 5 }),
  ({ ledger }) => ledger.expireLeases({ limit: 5 }),
  async ({ queue }) => queue.enqueue({ campaignId: id, runAt: 7 }),
  async ({ queue }) => queue.dequeue(id),
  ...leases.flatMap((lease): ((memory: Memory) => Promise<unknown>)[] => [
    ({ ledger }) => ledger.takeLease({ ...lease, worker: 'w', ttlMs: 50, exclusive: false }),
    ({ ledger }) => ledger.renewLease(lease, { ttlMs: 50, clockErrorMs: 2 }),
    ({ ledger }) => ledger.endLease(lease),
    ({ ledger }) => ledger.ownAudience(lease),
    ({ ledger }) => ledger.append(lease, people('a', 'b')),
    ({ ledger }) => ledger.append(lease, people('b', 'c')),
    ({ ledger }) => ledger.seal(lease),
    ({ ledger }) => ledger.claim(lease),
    ({ ledger }) => ledger.advance(lease, { settle: [], begin: places.slice(0, 1) }),
    ({ ledger }) => ledger.advance(lease, { settle: [], begin: places.slice(1, 2) }),
    ...(['delivered', 'in-doubt', 'retry'] as const).map(
      (outcome) =>
        ({ ledger }: Memory) =>
          ledger.advance(lease, {
            settle: places.map((place) => ({ ...place, outcome, handedOverAt: 1 })),
            begin: [],
          }),
    ),
  ]),
];

const memoryAt = (startMs: number) => {
  const clock = createManualClock(startMs);
  return { clock, memory: createMemory({ clock }) };
};

/** What a step answers; an error is an answer, too. */
const answerOf = (memory: Memory, step: number | undefined) =>
  steps[step ?? 0]?.(memory).catch((error: Error) => error.message);

describe('createMemory', () => {
  it('has everything in its snapshot: a restored one goes on exactly alike', async () => {
    const anySteps = fc.array(fc.nat({ max: steps.length - 1 }), { maxLength: 40 });
    const law = fc.asyncProperty(
      anySteps,
      anySteps,
      fc.nat({ max: 60 }),
      async (past, next, ms) => {
        const first = memoryAt(1000);
        // Otherwise most runs would never get as far as a lease.
        for (const step of [0, 1, 2, 10, ...past]) await answerOf(first.memory, step);
        await first.clock.advance(ms);
        const second = memoryAt(first.clock.wallMs());
        second.memory.restore(JSON.parse(JSON.stringify(first.memory.dump())));
        for (const step of next) {
          expect(await answerOf(second.memory, step)).toEqual(await answerOf(first.memory, step));
        }
        expect(JSON.stringify(second.memory.dump())).toBe(JSON.stringify(first.memory.dump()));
        expect(await second.memory.ledger.tally(id)).toEqual(await first.memory.ledger.tally(id));
      },
    );
    await fc.assert(law, { numRuns: 150 });
  });

  it('gives snapshots that nothing changes afterwards', async () => {
    const { memory } = memoryAt(1000);
    for (const step of [0, 1, 2, 10, 13, 14, 17]) await answerOf(memory, step);
    const snapshot = memory.dump();
    const before = JSON.stringify(snapshot);
    for (const step of [18, 20, 12, 4, 8]) await answerOf(memory, step);
    expect(JSON.stringify(memory.dump())).not.toBe(before);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  it('gives one snapshot for one state, however it came about', async () => {
    const snapshots = [];
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const { queue, dump } = createMemory({ clock: createManualClock() });
      for (const campaignId of order) await queue.enqueue({ campaignId, runAt: 5 });
      snapshots.push(JSON.stringify(dump()));
    }
    expect(snapshots[1]).toBe(snapshots[0]);
  });

  it('gives out what nobody can write to', async () => {
    const { store } = createMemory();
    const data = { list: [{ deep: 1 }] };
    const { campaign } = await store.insert(draft(id, { data }));
    const stored = campaign.data as typeof data;
    for (const part of [campaign, stored, stored.list, stored.list[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(Object.isFrozen(data)).toBe(false);
    await store.commit(changeFor(id, 'draft', 'CANCEL', { commandId: 'x' }));
    const entry = await store.findCommand(id, 'x');
    expect([Object.isFrozen(entry), Object.isFrozen(entry?.decision)]).toEqual([true, true]);
  });

  it('tells the time in whole ms, by the clock of this process if it is given none', async () => {
    const before = Math.floor(Date.now());
    const now = await createMemory().store.now();
    expect(Number.isInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('purges around a row with a status that nobody knows', async () => {
    const { memory } = memoryAt(1000);
    await memory.store.insert(draft('odd', { status: 'sent', event: 'ADOPT' }));
    await memory.store.insert(draft('old', { status: 'sent', event: 'ADOPT' }));
    const [odd, ...others] = memory.dump().campaigns;
    if (!odd) throw new Error('There is no campaign.');
    const record = { ...odd.record, status: 'paused' as never };
    memory.restore({ ...memory.dump(), campaigns: [{ ...odd, record }, ...others] });
    expect(await memory.store.purge({ limit: 10 })).toBe(1);
    await expect(memory.store.read('odd')).rejects.toThrow('"odd"');
  });
});
