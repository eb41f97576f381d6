import { describe, expect, it } from 'vitest';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { createManualClock } from '../../../src/testing/index.js';

const queueWith = async (jobs: Readonly<Record<string, number>>) => {
  const clock = createManualClock(1000);
  const { queue, dump } = createMemory({ clock });
  for (const [campaignId, runAt] of Object.entries(jobs))
    await queue.enqueue({ campaignId, runAt });
  const stopping = new AbortController();
  return { clock, queue, dump, stopping, options: { concurrency: 1, signal: stopping.signal } };
};

describe('the queue of createMemory', () => {
  it('hands out first what has been due for longest', async () => {
    const { clock, queue, stopping, options } = await queueWith({ b: 900, c: 1500, a: 800 });
    const handed: string[] = [];
    const handler = async (campaignId: string) => {
      handed.push(`${campaignId} at ${clock.wallMs()}`);
      return { done: true } as const;
    };
    const consuming = queue.consume(handler, options);
    await clock.advance(1000);
    stopping.abort();
    await consuming;
    expect(handed).toEqual(['a at 1000', 'b at 1000', 'c at 1500']);
  });

  it('says what dequeueing found, and does not hand out again what it removed', async () => {
    const { clock, queue, stopping, options, dump } = await queueWith({ a: 0, b: 0 });
    const consuming = queue.consume(async () => {
      await clock.sleep(50);
      return { done: false, retryInMs: 10 };
    }, options);
    await clock.advance(1);
    expect(await queue.dequeue('a')).toBe('active');
    expect(await queue.dequeue('b')).toBe('removed');
    expect(await queue.dequeue('b')).toBe('missing');
    await clock.advance(500);
    stopping.abort();
    await consuming;
    expect([await queue.dequeue('a'), dump().jobs]).toEqual(['missing', []]);
  });

  it('hands out again when it was said to, and after a while when the handler threw', async () => {
    const { clock, queue, stopping, options } = await queueWith({ a: 0 });
    const times: number[] = [];
    const handler = async () => {
      times.push(clock.wallMs());
      if (times.length === 1) return { done: false, retryInMs: 250 } as const;
      if (times.length === 2) throw new Error('thrown on purpose');
      return { done: true } as const;
    };
    const consuming = queue.consume(handler, options);
    await clock.advance(5000);
    stopping.abort();
    await consuming;
    expect(times).toEqual([1000, 1250, 2250]);
  });

  it('lets others run, however often a job is due again at once', async () => {
    const { clock, queue, stopping, options } = await queueWith({ a: 0 });
    let calls = 0;
    const handler = async () => {
      calls += 1;
      return { done: false, retryInMs: 0 } as const;
    };
    const consuming = queue.consume(handler, options);
    await clock.advance(5);
    stopping.abort();
    await consuming;
    expect(calls).toBe(6);
  });
});
