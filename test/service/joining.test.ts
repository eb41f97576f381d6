import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { createCampaigns, createDispatcher } from '../../src/service/index.js';
import { createManualClock } from '../../src/testing/index.js';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}` }));

/** Workers of one memory, whose queue hands a campaign to one of them at a time. */
const startSystem = () => {
  const clock = createManualClock();
  const memory = createMemory({ clock });
  const campaigns = createCampaigns({ ...memory, clock });
  const shutdown = new AbortController();
  const running: Promise<void>[] = [];
  const sent: string[] = [];
  const start = (worker: string, recipients = people(400)) => {
    const dispatcher = createDispatcher({
      campaigns,
      recipients: () => recipients,
      // Slow enough that nobody is done with it alone before the others have looked.
      deliver: async ({ id }) => {
        await clock.sleep(100);
        sent.push(id);
      },
      worker,
      concurrency: 5,
      chunkSize: 20,
      campaignsMax: 2,
    });
    running.push(dispatcher.run(shutdown.signal));
  };
  const until = async (holds: () => boolean | Promise<boolean>) => {
    for (let step = 0; step < 600 && !(await holds()); step += 1) await clock.advance(100);
    expect(await holds()).toBe(true);
  };
  const stop = async () => {
    shutdown.abort();
    await clock.advance(20_000);
    await Promise.all(running);
  };
  return { clock, memory, campaigns, start, stop, until, sent };
};

describe('workers of a queue with one job a campaign', () => {
  let system: ReturnType<typeof startSystem>;
  beforeEach(() => {
    system = startSystem();
  });
  afterEach(() => system.stop());

  const schedule = async (id: string) => {
    await system.campaigns.create({ id });
    await system.campaigns.schedule(id);
  };
  const statusOf = async (id: string) => (await system.campaigns.get(id)).status;

  it('share a campaign; the last message that is settled completes it, and nobody gets it twice', async () => {
    const completed: number[] = [];
    await schedule('a');
    for (const worker of ['one', 'two', 'three']) system.start(worker);
    await system.until(async () => (await statusOf('a')) === 'sent');
    completed.push(system.sent.length);
    const tally = await system.memory.ledger.tally('a');
    expect(new Set(tally?.leases.map(({ worker }) => worker))).toEqual(
      new Set(['one', 'two', 'three']),
    );
    expect(new Set(system.sent).size).toBe(400);
    expect([completed, tally?.delivered]).toEqual([[400], 400]);
  });

  it('all stop at a cancel', async () => {
    await schedule('a');
    for (const worker of ['one', 'two', 'three']) system.start(worker);
    await system.until(() => system.sent.length > 100);
    await system.campaigns.cancel('a');
    const inFlight = 3 * 5;
    const atCancel = system.sent.length;
    await system.clock.advance(10_000);
    expect(system.sent.length).toBeLessThanOrEqual(atCancel + inFlight);
    const report = await system.campaigns.report('a');
    expect(report.receipt?.settled).toBe(true);
    expect(report.counts).toMatchObject({ delivered: system.sent.length, inDoubt: 0 });
  });

  it('are at no more than campaignsMax campaigns at once', async () => {
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await system.campaigns.adopt(id, 'sending');
    system.start('one', people(200));
    await system.clock.advance(3000);
    const leases = async (id: string) => (await system.memory.ledger.tally(id))?.leases.length;
    expect(await Promise.all(ids.map(leases))).toEqual([1, 1, 0]);
    await system.until(async () => (await statusOf('c')) === 'sent');
  });
});
