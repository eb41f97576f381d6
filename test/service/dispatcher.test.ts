import { describe, expect, it } from 'vitest';
import {
  createDispatcher,
  type DeliveryOutcome,
  type DispatcherOptions,
  type Recipient,
} from '../../src/service/index.js';
import { createGate, type Gate } from './gate.js';
import { onMemory } from './on-memory.js';

const people = (count: number): Recipient[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}` }));

/** A campaign that is ready, and a worker for it whose push service answers when the test says so. */
const worker = async (
  count: number,
  options: Partial<DispatcherOptions<Recipient>> = {},
  given: Parameters<typeof onMemory>[0] = {},
) => {
  const system = onMemory(given);
  const { campaigns, clock } = system;
  const handedOver: string[] = [];
  const gates = new Map<string, Gate<DeliveryOutcome | undefined>>();
  const shutdown = new AbortController();
  const dispatcher = createDispatcher<Recipient>({
    campaigns,
    recipients: () => people(count),
    deliver: ({ id }) => {
      handedOver.push(id);
      const gate = createGate<DeliveryOutcome | undefined>();
      gates.set(id, gate);
      return gate.opened;
    },
    worker: 'w',
    ...options,
  });
  await campaigns.adopt('c', 'ready');
  return {
    ...system,
    handedOver,
    shutdown,
    dispatcher,
    run: () => dispatcher.run(shutdown.signal),
    answer: async (id: string, outcome?: DeliveryOutcome) => {
      gates.get(id)?.open(outcome);
      await clock.advance(0);
    },
    countsOf: async () => (await campaigns.report('c')).counts,
    statusOf: async () => (await campaigns.get('c')).status,
  };
};

const delivered = async () => {};
const nobody = {
  pending: 0,
  claimed: 0,
  begun: 0,
  delivered: 0,
  failed: 0,
  skipped: 0,
  inDoubt: 0,
};

describe('createDispatcher', () => {
  it.each([
    ['concurrency', 0],
    ['concurrency', 10_001],
    ['chunkSize', 1.5],
    ['chunkSize', 10_001],
    ['campaignsMax', Number.NaN],
    ['ratePerSecond', 0],
    ['attemptsMax', 101],
    ['deliverTimeoutMs', -1],
    ['drainMs', Number.POSITIVE_INFINITY],
    ['leaseMs', 86_400_001],
    ['sweepMs', 0],
    ['beatMs', 1667],
    ['beatMs', 0],
  ] as const)('refuses %s of %d, and says which it was', (name, number) => {
    const { campaigns } = onMemory();
    const make = () =>
      createDispatcher({ campaigns, recipients: () => [], deliver: delivered, [name]: number });
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-number' }));
    expect(make).toThrow(`Expected exactly ${name} as a whole number from 1 to`);
  });

  it('beats three times in a lease, however short that is', async () => {
    const { campaigns } = onMemory();
    const options = { campaigns, recipients: () => [], deliver: delivered, leaseMs: 30 };
    expect(() => createDispatcher({ ...options, beatMs: 10 })).not.toThrow();
    expect(() => createDispatcher({ ...options, beatMs: 11 })).toThrow('from 1 to 10');
    expect(() => createDispatcher(options)).not.toThrow();
  });

  it('starts a campaign, delivers all of it and completes it', async () => {
    const system = await worker(1200, { deliver: delivered, chunkSize: 100 });
    const running = system.run();
    await system.clock.advance(5000);
    expect(await system.statusOf()).toBe('sent');
    expect(await system.countsOf()).toEqual({ ...nobody, delivered: 1200 });
    expect((await system.campaigns.report('c')).outcome).toBe('delivered');
    system.shutdown.abort();
    await running;
  });

  it('finishes on shutdown what is in flight, gives the rest back, and another goes on', async () => {
    const system = await worker(6, { concurrency: 2 });
    const running = system.run();
    await system.clock.advance(100);
    expect(system.handedOver).toEqual(['r0', 'r1']);
    system.shutdown.abort();
    await system.clock.advance(100);
    await system.answer('r0');
    expect(await system.campaigns.report('c')).toMatchObject({ status: 'sending', workers: ['w'] });
    await system.answer('r1', { outcome: 'failed', code: 'rejected' });
    await running;
    expect(system.handedOver).toEqual(['r0', 'r1']);
    expect(await system.campaigns.report('c')).toMatchObject({
      status: 'sending',
      workers: [],
      counts: { ...nobody, pending: 4, delivered: 1, failed: 1 },
    });

    const sent: string[] = [];
    const next = createDispatcher<Recipient>({
      campaigns: system.campaigns,
      recipients: () => expect.fail('The audience is there already.'),
      deliver: async ({ id }) => void sent.push(id),
    });
    const working = next.runCampaign('c', new AbortController().signal);
    await system.clock.advance(1000);
    expect(await working).toEqual({ done: true });
    expect(sent).toEqual(['r2', 'r3', 'r4', 'r5']);
    expect(await system.statusOf()).toBe('sent');
  });

  it('waits on shutdown no longer than it may, and leaves what nobody answered in doubt', async () => {
    const system = await worker(3, { concurrency: 1, drainMs: 700 });
    const running = system.run();
    await system.clock.advance(100);
    system.shutdown.abort();
    let isOver = false;
    const over = running.then(() => {
      isOver = true;
    });
    await system.clock.advance(699);
    expect(isOver).toBe(false);
    await system.clock.advance(1);
    await over;
    expect(await system.countsOf()).toEqual({ ...nobody, pending: 2, inDoubt: 1 });
  });

  it('hands nothing more over once a cancel is answered, and skips the rest', async () => {
    const system = await worker(10, { concurrency: 2 });
    const running = system.run();
    await system.clock.advance(100);
    await system.campaigns.cancel('c');
    const before = [...system.handedOver];
    for (const id of before) await system.answer(id);
    await system.clock.advance(5000);
    expect(system.handedOver).toEqual(before);
    expect(await system.campaigns.report('c')).toMatchObject({
      status: 'cancelled',
      counts: { ...nobody, delivered: 2, skipped: 8 },
      receipt: { settled: true },
    });
    system.shutdown.abort();
    await running;
  });

  it('keeps the rate, all campaigns together', async () => {
    const system = await worker(100, { deliver: delivered, ratePerSecond: 10 });
    await system.campaigns.adopt('d', 'ready');
    const running = system.run();
    const sent = async () => {
      let sum = 0;
      for (const id of ['c', 'd']) {
        const { counts } = await system.campaigns.report(id);
        if (counts !== 'unknown') sum += counts.delivered;
      }
      return sum;
    };
    for (const seconds of [1, 2, 3, 4]) {
      await system.clock.advance(1000);
      const count = await sent();
      expect(count).toBeLessThanOrEqual(10 * seconds + 1);
      expect(count).toBeGreaterThan(10 * seconds - 4);
    }
    system.shutdown.abort();
    await system.clock.advance(100);
    await running;
  });

  it('tells of subscriptions that are gone, and survives one who cannot hear it', async () => {
    const error = new Error('No database.');
    const gone: string[] = [];
    const system = await worker(3, {
      deliver: async () => ({ outcome: 'failed', code: 'gone' }),
      onGone: ({ id }) => {
        gone.push(id);
        if (id === 'r0') throw error;
        if (id === 'r1') return Promise.reject(error);
        return undefined;
      },
    });
    const running = system.run();
    await system.clock.advance(2000);
    expect(gone).toEqual(['r0', 'r1', 'r2']);
    expect(system.trouble).toEqual(
      [1, 2].map(() => ({ where: 'on-gone', campaignId: null, error })),
    );
    expect([await system.statusOf(), await system.countsOf()]).toEqual([
      'sent',
      { ...nobody, failed: 3 },
    ]);
    system.shutdown.abort();
    await running;
  });

  it('tries again what was surely not accepted, so many times, and then gives up', async () => {
    const tries = new Map<string, number>();
    const system = await worker(2, {
      attemptsMax: 3,
      deliver: async ({ id }) => {
        const count = (tries.get(id) ?? 0) + 1;
        tries.set(id, count);
        const isDone = id === 'r0' && count === 2;
        return isDone ? undefined : { outcome: 'retry', code: 'throttled', retryInMs: 100 };
      },
    });
    const running = system.run();
    await system.clock.advance(5000);
    expect([...tries]).toEqual([
      ['r0', 2],
      ['r1', 3],
    ]);
    expect([await system.statusOf(), await system.countsOf()]).toEqual([
      'sent',
      { ...nobody, delivered: 1, failed: 1 },
    ]);
    system.shutdown.abort();
    await running;
  });

  it('gives up as in doubt what nobody answers, and believes the answer that comes late', async () => {
    const system = await worker(2, { deliverTimeoutMs: 1000 });
    const running = system.run();
    await system.clock.advance(0);
    await system.answer('r1');
    await system.clock.advance(10_000);
    expect([await system.statusOf(), await system.countsOf()]).toEqual([
      'sent',
      { ...nobody, delivered: 1, inDoubt: 1 },
    ]);
    await system.answer('r0');
    expect(await system.countsOf()).toEqual({ ...nobody, delivered: 2 });
    expect(system.handedOver).toEqual(['r0', 'r1']);
    system.shutdown.abort();
    await running;
  });

  it.each([
    [false, 1, { ...nobody, inDoubt: 1 }],
    [true, 2, { ...nobody, delivered: 1 }],
  ])(
    'sends again what is in doubt if duplicates are dropped (%s)',
    async (isIdempotent, n, counts) => {
      let tries = 0;
      const system = await worker(1, {
        deliveryIsIdempotent: isIdempotent,
        deliver: async () => {
          tries += 1;
          if (tries === 1) throw new Error('The connection broke.');
        },
      });
      const running = system.run();
      await system.clock.advance(10_000);
      expect([tries, await system.countsOf()]).toEqual([n, counts]);
      expect(await system.statusOf()).toBe('sent');
      system.shutdown.abort();
      await running;
    },
  );

  it('is done with a campaign that nobody knows, and says so', async () => {
    const system = await worker(1);
    const { signal } = system.shutdown;
    expect(await system.dispatcher.runCampaign('unknown', signal)).toEqual({ done: true });
    expect(system.troubledAt()).toEqual(['unknown-campaign']);
  });

  it('is done with a campaign that has ended, and comes again when one is due', async () => {
    const system = await worker(1);
    const { campaigns, clock, dispatcher, shutdown } = system;
    const run = (id: string) => dispatcher.runCampaign(id, shutdown.signal);
    for (const status of ['sent', 'cancelled'] as const) {
      await campaigns.adopt(status, status);
      expect(await run(status)).toEqual({ done: true });
    }
    await campaigns.adopt('later', 'ready', { at: new Date(clock.wallMs() + 700) });
    expect(await run('later')).toEqual({ done: false, retryInMs: 700 });
    await campaigns.adopt('draft', 'draft');
    expect(await run('draft')).toEqual({ done: false, retryInMs: 1000 });
    expect(system.handedOver).toEqual([]);
  });

  it('leaves a campaign alone that somebody else sends with a loop of their own', async () => {
    const system = await worker(1, { leaseMs: 3000 });
    const { campaigns, dispatcher, shutdown } = system;
    const finish = createGate();
    const sending = campaigns.dispatch('c', () => finish.opened);
    await system.clock.advance(0);
    const answer = await dispatcher.runCampaign('c', shutdown.signal);
    expect(answer).toEqual({ done: false, retryInMs: 3000 });
    finish.open();
    expect(await sending).toMatchObject({ outcome: 'completed' });
    expect(system.handedOver).toEqual([]);
  });

  it('reads the recipients again after they failed, and sends to nobody twice', async () => {
    const error = new Error('No recipients.');
    const sent: string[] = [];
    let reads = 0;
    const system = await worker(0, {
      chunkSize: 2,
      recipients: function* () {
        reads += 1;
        yield* people(3);
        if (reads === 1) throw error;
        yield { id: 'r3' };
      },
      deliver: async ({ id }) => void sent.push(id),
    });
    const running = system.run();
    await system.clock.advance(1000);
    expect(await system.statusOf()).toBe('sending');
    expect((await system.campaigns.report('c')).audience).toMatchObject({
      sealed: false,
      attempts: 1,
      lastError: 'recipients-failed',
    });
    await system.clock.advance(15_000);
    expect([reads, [...sent].sort()]).toEqual([2, ['r0', 'r1', 'r2', 'r3']]);
    expect(await system.statusOf()).toBe('sent');
    expect(system.trouble).toEqual([{ where: 'recipients', campaignId: 'c', error }]);
    system.shutdown.abort();
    await running;
  });
});
