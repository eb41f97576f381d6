import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { createMemory } from '../../src/adapters/memory/index.js';
import { campaignMachine } from '../../src/machine/index.js';
import { type CampaignQueue, campaignActions } from '../../src/service/index.js';
import { createManualClock } from '../../src/testing/index.js';
import { createGate } from './gate.js';

type Failure = readonly [string, string, unknown];

/** A live actor whose actions are carried out by the memory adapters. */
const liveCampaign = (queueOf: (queue: CampaignQueue) => CampaignQueue = (queue) => queue) => {
  const clock = createManualClock();
  const memory = createMemory({ clock });
  const failures: Failure[] = [];
  const actions = campaignActions({
    queue: queueOf(memory.queue as CampaignQueue),
    signals: memory.signals as Parameters<typeof campaignActions>[0]['signals'],
    onError: (...failure) => void failures.push(failure),
  });
  const start = (campaignId: string) =>
    createActor(campaignMachine.provide({ actions }), { input: { campaignId } }).start();
  return {
    ...memory,
    start,
    failures,
    /** Lets everything that was asked for be carried out. */
    settle: () => clock.advance(0),
    jobs: () => memory.dump().jobs.map(({ campaignId }) => campaignId),
  };
};

describe('campaignActions', () => {
  it('brings a scheduled campaign to the queue, due at once', async () => {
    const { start, settle, dump } = liveCampaign();
    start('c').send({ type: 'SCHEDULE' });
    await settle();
    expect(dump().jobs).toEqual([{ campaignId: 'c', runAt: 0 }]);
  });

  it('takes a cancelled one out again, also when both come in one tick', async () => {
    const { start, settle, jobs } = liveCampaign();
    const actor = start('c');
    start('other').send({ type: 'SCHEDULE' });
    actor.send({ type: 'SCHEDULE' });
    actor.send({ type: 'CANCEL' });
    await settle();
    expect([actor.getSnapshot().value, jobs()]).toEqual(['cancelled', ['other']]);
  });

  it('signals the abort of one that is sending, and of that one only', async () => {
    const { start, settle, signals } = liveCampaign();
    const heard: string[] = [];
    await signals.subscribe('c', (news) => void heard.push(`c: ${news}`));
    await signals.subscribe('other', (news) => void heard.push(`other: ${news}`));
    const actor = start('c');
    actor.send({ type: 'SCHEDULE' });
    actor.send({ type: 'START' });
    await settle();
    expect(heard).toEqual([]);
    actor.send({ type: 'CANCEL' });
    await settle();
    expect(heard).toEqual(['c: abort']);
  });

  it('carries a slow effect out before the one that follows it, and holds up no other campaign', async () => {
    const answered = createGate();
    const { start, settle, jobs } = liveCampaign((queue) => ({
      ...queue,
      enqueue: async (job) => {
        if (job.campaignId === 'slow') await answered.opened;
        await queue.enqueue(job);
      },
    }));
    const slow = start('slow');
    slow.send({ type: 'SCHEDULE' });
    slow.send({ type: 'CANCEL' });
    start('quick').send({ type: 'SCHEDULE' });
    await settle();
    expect(jobs()).toEqual(['quick']);
    answered.open();
    await settle();
    // A dequeue that had overtaken its enqueue would have left the job behind.
    expect(jobs()).toEqual(['quick']);
  });

  it('tells of an effect that fails, carries out the next one, and leaves the actor alive', async () => {
    const error = new Error('No queue.');
    const { start, settle, failures, signals } = liveCampaign((queue) => ({
      ...queue,
      enqueue: () => {
        throw error;
      },
    }));
    const heard: string[] = [];
    await signals.subscribe('c', (news) => void heard.push(news));
    const actor = start('c');
    actor.send({ type: 'SCHEDULE' });
    actor.send({ type: 'START' });
    actor.send({ type: 'CANCEL' });
    await settle();
    expect(failures).toEqual([['enqueue', 'c', error]]);
    expect(heard).toEqual(['abort']);
    expect(actor.getSnapshot().value).toBe('cancelled');
  });
});
