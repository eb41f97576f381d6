import { describe, expect, it } from 'vitest';
import {
  type CampaignObserver,
  type CampaignQueue,
  createCampaigns,
  createDispatcher,
} from '../../src/service/index.js';
import { createGate, never } from './gate.js';
import { onMemory } from './on-memory.js';

const timeoutMs = 10_000;

/** A campaign whose effects only the relay carries out, to a queue that may be another. */
const relayed = (queueOf: (queue: CampaignQueue) => Partial<CampaignQueue> = () => ({})) =>
  onMemory({
    carryOutAtOnce: false,
    replace: ({ queue }) => ({ queue: { ...queue, ...queueOf(queue as CampaignQueue) } }),
  });

type System = ReturnType<typeof relayed>;

const jobsOf = ({ memory }: System) => memory.dump().jobs.map(({ campaignId }) => campaignId);

const openOf = async ({ memory }: System, id = 'c') =>
  (await memory.store.openEffects(id)).map(({ effect, attempts, lastError, nextTryAt }) => ({
    effect,
    attempts,
    lastError,
    nextTryAt,
  }));

describe('relayEffects', () => {
  it('brings what a commit recorded to its port, once', async () => {
    const system = relayed();
    await system.campaigns.adopt('c', 'draft');
    await system.campaigns.schedule('c');
    expect(jobsOf(system)).toEqual([]);
    expect(await system.campaigns.relay()).toBe(1);
    expect([jobsOf(system), await openOf(system)]).toEqual([['c'], []]);
    expect(await system.campaigns.relay()).toBe(0);
  });

  it('keeps an effect waiting for the one before it, until that is due again and settled', async () => {
    const asked: string[] = [];
    const system = relayed((queue) => ({
      enqueue: () => {
        asked.push('enqueue');
        throw new Error('No queue.');
      },
      dequeue: (campaignId) => {
        asked.push('dequeue');
        return queue.dequeue(campaignId);
      },
    }));
    await system.campaigns.adopt('c', 'ready');
    await system.campaigns.relay();
    await system.campaigns.cancel('c');
    await system.clock.advance(99);
    expect([await system.campaigns.relay(), asked]).toEqual([0, ['enqueue']]);
    await system.clock.advance(1);
    expect([await system.campaigns.relay(), asked]).toEqual([2, ['enqueue', 'dequeue']]);
  });

  it('does not let an abort wait for the enqueue that it has overtaken', async () => {
    const asked: string[] = [];
    const system = onMemory({
      replace: ({ queue, signals }) => ({
        queue: {
          ...queue,
          joinsTransaction: false,
          enqueue: () => {
            asked.push('enqueue');
            throw new Error('No queue.');
          },
        },
        signals: {
          ...signals,
          joinsTransaction: false,
          publish: () => void asked.push('publish'),
        },
      }),
    });
    await system.campaigns.adopt('c', 'draft');
    await system.campaigns.schedule('c');
    await system.campaigns.start('c');
    await expect.poll(() => openOf(system)).toMatchObject([{ effect: 'enqueue', attempts: 1 }]);
    await system.campaigns.cancel('c');
    await expect.poll(() => openOf(system)).toEqual([]);
    expect(asked).toEqual(['enqueue', 'publish']);
  });

  it('may leave a job behind by an enqueue that was slower than the cancel; it dies at START', async () => {
    const arrives = createGate();
    const system = relayed((queue) => ({
      enqueue: async (job) => {
        await arrives.opened;
        await queue.enqueue(job);
      },
    }));
    const { campaigns, clock } = system;
    await campaigns.adopt('c', 'ready');
    const slow = campaigns.relay();
    await clock.advance(0);
    await campaigns.cancel('c');
    expect(await campaigns.relay()).toBe(2);
    arrives.open();
    await slow;
    expect(jobsOf(system)).toEqual(['c']);
    const dispatcher = createDispatcher({
      campaigns,
      recipients: () => expect.fail('It is cancelled.'),
      deliver: () => expect.fail('It is cancelled.'),
    });
    const shutdown = new AbortController();
    const running = dispatcher.run(shutdown.signal);
    await clock.advance(100);
    shutdown.abort();
    await running;
    expect([jobsOf(system), system.trouble]).toEqual([[], []]);
  });

  it('does not enqueue what was cancelled meanwhile', async () => {
    const system = relayed((queue) => ({
      enqueue: () => expect.fail('It is cancelled.'),
      dequeue: (id) => queue.dequeue(id),
    }));
    await system.campaigns.adopt('c', 'ready');
    await system.campaigns.cancel('c');
    expect(await system.campaigns.relay()).toBe(2);
    expect(await openOf(system)).toEqual([]);
    const [row] = system.memory.dump().campaigns;
    expect(row?.effects.map(({ effect, settledAs }) => [effect, settledAs])).toEqual([
      ['enqueue', 'superseded'],
      ['dequeue', 'done'],
    ]);
  });

  it('tries again what failed, each time after twice as long, a minute at the most', async () => {
    const error = new Error('No queue.');
    const system = relayed(() => ({ enqueue: () => Promise.reject(error) }));
    await system.campaigns.adopt('c', 'ready');
    const waits: number[] = [];
    for (let attempts = 1; attempts <= 12; attempts += 1) {
      expect(await system.campaigns.relay()).toBe(0);
      const [open] = await openOf(system);
      expect(open).toMatchObject({ effect: 'enqueue', attempts, lastError: 'queue-failed' });
      const waitMs = (open?.nextTryAt ?? 0) - system.clock.wallMs();
      waits.push(waitMs);
      await system.clock.advance(waitMs - 1);
      await system.campaigns.relay();
      expect(system.trouble).toHaveLength(attempts);
      await system.clock.advance(1);
    }
    expect(waits).toEqual([
      ...[100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200],
      60_000,
      60_000,
    ]);
    expect(system.trouble[0]).toEqual({ where: 'relay', campaignId: 'c', error });
  });

  it('says which port failed', async () => {
    const system = onMemory({
      carryOutAtOnce: false,
      replace: ({ signals }) => ({
        signals: { ...signals, publish: () => Promise.reject(new Error('No broker.')) },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    await system.campaigns.cancel('c');
    await system.campaigns.relay();
    expect(await openOf(system)).toMatchObject([
      { effect: 'abort-dispatch', lastError: 'signals-failed' },
    ]);
  });

  it('gives a port ten seconds, and meanwhile carries out the effects of other campaigns', async () => {
    const system = relayed((queue) => ({
      enqueue: (job) => (job.campaignId === 'c' ? never<void>() : queue.enqueue(job)),
    }));
    await system.campaigns.adopt('c', 'ready');
    await system.campaigns.adopt('other', 'ready');
    const relaying = system.campaigns.relay();
    await system.clock.advance(timeoutMs - 1);
    expect([jobsOf(system), (await openOf(system))[0]?.attempts]).toEqual([['other'], 0]);
    await system.clock.advance(1);
    expect(await relaying).toBe(1);
    expect(await openOf(system)).toMatchObject([{ attempts: 1, lastError: 'timeout' }]);
  });

  it('lets no failure of a port into the command, and tells of it', async () => {
    const error = new Error('No queue.');
    const system = onMemory({
      replace: ({ queue }) => ({ queue: { ...queue, enqueue: () => Promise.reject(error) } }),
    });
    await system.campaigns.adopt('c', 'draft');
    expect((await system.campaigns.schedule('c')).accepted).toBe(true);
    await system.clock.advance(0);
    expect(system.trouble).toEqual([{ where: 'relay', campaignId: 'c', error }]);
    expect(await openOf(system)).toMatchObject([{ effect: 'enqueue', attempts: 1 }]);
  });

  it('carries an effect out again if it died before it could say that it had', async () => {
    let isLost = true;
    const system = onMemory({
      carryOutAtOnce: false,
      faults: { crashAfterCommit: (step) => isLost && step === 'enqueue' },
    });
    await system.campaigns.adopt('c', 'ready');
    expect(await system.campaigns.relay()).toBe(0);
    expect(jobsOf(system)).toEqual(['c']);
    isLost = false;
    await system.clock.advance(100);
    expect(await system.campaigns.relay()).toBe(1);
    expect(jobsOf(system)).toEqual(['c']);
  });

  it('tells the observer what happened and how long that took', async () => {
    const seen: Parameters<NonNullable<CampaignObserver['onEffect']>>[0][] = [];
    const { memory, clock } = onMemory();
    const observe = { onEffect: (event: (typeof seen)[number]) => void seen.push(event) };
    const campaigns = createCampaigns({ ...memory, clock, observe, carryOutAtOnce: false });
    await campaigns.adopt('c', 'ready');
    await clock.advance(70);
    await campaigns.relay();
    const effect = 'enqueue';
    expect(seen).toEqual([
      { campaignId: 'c', effect, outcome: 'done', attempts: 1, lagMs: 70, code: null },
    ]);
  });
});
