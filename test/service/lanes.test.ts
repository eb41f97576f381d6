import { describe, expect, it } from 'vitest';
import type {
  CampaignRecord,
  DeliveryOutcome,
  Recipient,
  Settlement,
} from '../../src/service/index.js';
import { createLanes, type Item, type LaneOptions } from '../../src/service/lanes.js';
import type { HeldLease } from '../../src/service/lease.js';
import { createManualClock } from '../../src/testing/index.js';
import { createGate, type Gate } from './gate.js';

const campaign: CampaignRecord = {
  id: 'c',
  status: 'sending',
  dueAt: 0,
  createdAt: 0,
  changedAt: 0,
  cancellation: null,
  data: null,
};

/** Lanes whose deliveries end when the test says so. */
const lanesWith = (options: Partial<LaneOptions<Recipient>> = {}) => {
  const clock = createManualClock();
  const stop = new AbortController();
  const abort = new AbortController();
  const gates = new Map<string, Gate<DeliveryOutcome | undefined>>();
  const handedOver: string[] = [];
  const late: Settlement[] = [];
  const gone: string[] = [];
  let changes = 0;
  let isPast = false;
  const lease: HeldLease = {
    ref: { campaignId: 'c', token: 't' },
    stop: stop.signal,
    abort: abort.signal,
    resumed: null,
    mayHandOver: () => !stop.signal.aborted && !isPast,
    heard: () => {},
    storeNow: () => clock.wallMs(),
    end: async () => {},
  };
  const lanes = createLanes<Recipient>(
    lease,
    campaign,
    clock,
    {
      deliver: ({ id }) => {
        handedOver.push(id);
        const gate = createGate<DeliveryOutcome | undefined>();
        gates.set(id, gate);
        return gate.opened;
      },
      onGone: ({ id }) => void gone.push(id),
      concurrency: 2,
      attemptsMax: 3,
      deliverTimeoutMs: 1000,
      deliveryIsIdempotent: false,
      ...options,
    },
    {
      change: () => {
        changes += 1;
      },
      late: (settlement) => void late.push(settlement),
    },
  );
  return {
    lanes,
    clock,
    stop,
    abort,
    handedOver,
    late,
    gone,
    changes: () => changes,
    runOut: () => {
      isPast = true;
    },
    /** The push service answers. */
    answer: async (id: string, outcome?: DeliveryOutcome) => {
      gates.get(id)?.open(outcome);
      await clock.advance(0);
    },
  };
};

const items = (ids: string, attempt = 1): Item<Recipient>[] =>
  [...ids].map((id, position) => ({ chunk: 7, position, attempt, recipient: { id } }));

/** What is told of one recipient who got this outcome. */
const settlementOf = async (
  outcome: DeliveryOutcome | undefined,
  { attempt = 1, ...options }: Partial<LaneOptions<Recipient>> & { readonly attempt?: number } = {},
) => {
  const { lanes, answer, clock } = lanesWith(options);
  lanes.add(items('a', attempt));
  const handedOverAt = clock.wallMs();
  await clock.advance(5);
  await answer('a', outcome);
  const { settle } = lanes.take();
  expect(settle).toEqual([expect.objectContaining({ chunk: 7, position: 0, handedOverAt })]);
  const [{ outcome: told, retryInMs } = {}] = settle;
  return retryInMs === undefined ? told : [told, retryInMs];
};

describe('createLanes', () => {
  it('hands over at most so many at once, in order, and the next when one comes back', async () => {
    const { lanes, handedOver, answer } = lanesWith();
    lanes.add(items('abcd'));
    expect([handedOver, lanes.inFlight, lanes.waiting]).toEqual([['a', 'b'], 2, 2]);
    await answer('b');
    expect([handedOver, lanes.inFlight, lanes.waiting, lanes.finished]).toEqual([
      ['a', 'b', 'c'],
      2,
      1,
      1,
    ]);
  });

  it('hands nothing over after the stop, not even between two of one tick', () => {
    const system = lanesWith({ concurrency: 10 });
    const { lanes, handedOver, stop } = lanesWith({
      concurrency: 10,
      deliver: async ({ id }) => {
        handedOver.push(id);
        if (id === 'b') stop.abort();
      },
    });
    lanes.add(items('abcd'));
    expect([handedOver, lanes.waiting]).toEqual([['a', 'b'], 2]);
    system.stop.abort();
    system.lanes.add(items('a'));
    expect(system.handedOver).toEqual([]);
  });

  it('hands nothing over once the lease has run out, though nobody has said so', async () => {
    const { lanes, handedOver, runOut, answer } = lanesWith({ concurrency: 1 });
    lanes.add(items('ab'));
    runOut();
    await answer('a');
    expect([handedOver, lanes.waiting, lanes.inFlight]).toEqual([['a'], 1, 0]);
  });

  it('gives back as untouched what was begun and never left', async () => {
    const { lanes, stop, answer } = lanesWith();
    lanes.add(items('abcd'));
    stop.abort();
    lanes.stop();
    await answer('a');
    await answer('b', { outcome: 'failed', code: 'rejected' });
    const told = lanes.take().settle.map(({ position, outcome }) => [position, outcome]);
    expect(told).toEqual([
      [2, 'untouched'],
      [3, 'untouched'],
      [0, 'delivered'],
      [1, 'failed'],
    ]);
    expect([lanes.waiting, lanes.inFlight, lanes.finished]).toEqual([0, 0, 0]);
  });

  it('passes on the campaign and a signal that a shutdown does not abort', async () => {
    let given: AbortSignal | undefined;
    const { lanes, stop, abort } = lanesWith({
      deliver: async (_, context) => {
        expect(context.campaign).toBe(campaign);
        given = context.signal;
      },
    });
    lanes.add(items('a'));
    stop.abort();
    expect(given?.aborted).toBe(false);
    abort.abort();
    expect(given?.aborted).toBe(true);
  });

  it.each([
    [undefined, 'delivered'],
    [{ outcome: 'delivered' }, 'delivered'],
    [{ outcome: 'failed', code: 'rejected' }, 'failed'],
    [{ outcome: 'in-doubt', code: 'timeout' }, 'in-doubt'],
    [{ outcome: 'retry', code: 'throttled' }, ['retry', 1000]],
    [{ outcome: 'retry', code: 'throttled', retryInMs: 7 }, ['retry', 7]],
  ] as const)('tells of %j as %j', async (outcome, told) => {
    expect(await settlementOf(outcome)).toEqual(told);
  });

  it('waits twice as long before every try, and five minutes at the most', async () => {
    const retry = { outcome: 'retry', code: 'unavailable' } as const;
    const waits = [];
    for (const attempt of [1, 2, 3, 9, 10, 40]) {
      waits.push(await settlementOf(retry, { attempt, attemptsMax: 100 }));
    }
    expect(waits).toEqual(
      [1000, 2000, 4000, 256_000, 300_000, 300_000].map((retryInMs) => ['retry', retryInMs]),
    );
  });

  it('gives up after so many tries: failed if it surely was not accepted, else in doubt', async () => {
    const retry = { outcome: 'retry', code: 'unavailable' } as const;
    const doubt = { outcome: 'in-doubt', code: 'timeout' } as const;
    const idempotent = { deliveryIsIdempotent: true };
    expect(await settlementOf(retry, { attempt: 2 })).toEqual(['retry', 2000]);
    expect(await settlementOf(retry, { attempt: 3 })).toBe('failed');
    expect(await settlementOf(doubt, { attempt: 2, ...idempotent })).toEqual(['retry', 2000]);
    expect(await settlementOf(doubt, { attempt: 3, ...idempotent })).toBe('in-doubt');
  });

  it('has what throws in doubt, also if it throws before it gives a promise', async () => {
    const thrown: Settlement[] = [];
    for (const deliver of [
      () => Promise.reject(new Error('broken')),
      () => {
        throw new Error('broken');
      },
    ]) {
      const { lanes, clock } = lanesWith({ deliver });
      lanes.add(items('a'));
      await clock.advance(0);
      thrown.push(...lanes.take().settle);
    }
    expect(thrown.map(({ outcome }) => outcome)).toEqual(['in-doubt', 'in-doubt']);
  });

  it.each([
    ['a cancel that has come in meanwhile', true, ['a']],
    ['nothing', false, ['a', 'b']],
  ])(
    'hears what there is before it hands over again after a while: %s',
    async (_, cancels, sent) => {
      const { lanes, answer, clock, stop, handedOver } = lanesWith({ concurrency: 1 });
      lanes.add(items('ab'));
      await clock.advance(5);
      const answering = answer('a');
      // All that needs no turn of the event loop has run by then.
      await new Promise((resolve) => process.nextTick(resolve));
      expect(handedOver).toEqual(['a']);
      if (cancels) stop.abort();
      await answering;
      await clock.advance(0);
      expect(handedOver).toEqual(sent);
    },
  );

  it('gives up as in doubt what nobody answers, and still hears the late answer', async () => {
    const { lanes, clock, answer, late, handedOver } = lanesWith({ concurrency: 1 });
    lanes.add(items('ab'));
    await clock.advance(999);
    lanes.dropOverdue();
    expect(lanes.finished).toBe(0);
    await clock.advance(1);
    lanes.dropOverdue();
    expect(lanes.take()).toMatchObject({
      settle: [{ position: 0, outcome: 'in-doubt' }],
      codes: { timeout: 1 },
    });
    // The lane that was held up is free again.
    await clock.advance(0);
    expect(handedOver).toEqual(['a', 'b']);
    await answer('a');
    expect(late).toEqual([expect.objectContaining({ position: 0, outcome: 'delivered' })]);
    expect(lanes.finished).toBe(0);
  });

  it('hears only of late answers once all in flight is abandoned', async () => {
    const { lanes, answer, late, changes } = lanesWith();
    lanes.add(items('a'));
    lanes.abandon();
    expect(lanes.inFlight).toBe(0);
    await answer('a', { outcome: 'failed', code: 'rejected' });
    expect(late.map(({ outcome }) => outcome)).toEqual(['failed']);
    expect([lanes.finished, changes()]).toEqual([0, 0]);
  });

  it('tells of subscriptions that are gone, and of no others', async () => {
    const { lanes, answer, gone } = lanesWith();
    lanes.add(items('ab'));
    await answer('a', { outcome: 'failed', code: 'gone' });
    await answer('b', { outcome: 'failed', code: 'rejected' });
    expect(gone).toEqual(['a']);
  });

  it('counts what went wrong by its code, and what is taken only once', async () => {
    const { lanes, answer, changes } = lanesWith({ concurrency: 9 });
    lanes.add(items('abcd'));
    await answer('a');
    await answer('b', { outcome: 'failed', code: 'gone' });
    await answer('c', { outcome: 'retry', code: 'throttled' });
    await answer('d', { outcome: 'retry', code: 'throttled' });
    expect(changes()).toBe(4);
    const finished = lanes.take();
    expect(finished.codes).toEqual({ gone: 1, throttled: 2 });
    expect(lanes.take()).toEqual({ settle: [], codes: {} });
  });

  it('tells again what could not be told, before what came back since', async () => {
    const { lanes, answer } = lanesWith();
    lanes.add(items('ab'));
    await answer('b', { outcome: 'failed', code: 'gone' });
    const untold = lanes.take();
    await answer('a', { outcome: 'failed', code: 'gone' });
    lanes.putBack(untold);
    const { settle, codes } = lanes.take();
    expect(settle.map(({ position }) => position)).toEqual([1, 0]);
    expect(codes).toEqual({ gone: 2 });
  });
});
