import { describe, expect, it } from 'vitest';
import type { JobAnswer } from '../../src/service/index.js';
import { createRowQueue } from '../../src/service/row-queue.js';
import { createManualClock } from '../../src/testing/index.js';

const intervalMs = 100;

/** Rows that wait, and a queue over them. */
const setUp = () => {
  const clock = createManualClock();
  const rows: string[] = [];
  const limits: number[] = [];
  const listeners = new Set<() => void>();
  let failure: Error | undefined;
  const queue = createRowQueue({
    clock,
    intervalMs,
    waiting: async (limit) => {
      limits.push(limit);
      if (failure) throw failure;
      return rows.slice(0, limit);
    },
    dequeue: () => 'removed',
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const work = (
    handler: (id: string) => Promise<JobAnswer>,
    { concurrency = 10 }: { readonly concurrency?: number } = {},
  ) => {
    const stopping = new AbortController();
    const ended = queue.consume(handler, { concurrency, signal: stopping.signal });
    return {
      ended,
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
  };
  return {
    clock,
    rows,
    limits,
    listeners,
    queue,
    work,
    ring: () => {
      for (const listener of listeners) listener();
    },
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
};

/** A handler that takes its row away, as a status does that has moved on. */
const taking = (rows: string[], handed: string[]) => async (id: string) => {
  handed.push(id);
  rows.splice(rows.indexOf(id), 1);
  return { done: true } as const;
};

describe('createRowQueue', () => {
  it('looks again at every interval, and at once when it is called', async () => {
    const { clock, rows, work, ring } = setUp();
    const handed: string[] = [];
    const worker = work(taking(rows, handed));
    await clock.advance(1);
    rows.push('a');
    await clock.advance(intervalMs - 20);
    expect(handed).toEqual([]);
    await clock.advance(20);
    expect(handed).toEqual(['a']);
    await clock.advance(intervalMs);
    rows.push('b');
    ring();
    await clock.advance(10);
    expect(handed).toEqual(['a', 'b']);
    await worker.stop();
  });

  it('answers many calls by one look', async () => {
    const { clock, limits, work, ring } = setUp();
    const worker = work(async () => ({ done: true }));
    await clock.advance(1);
    const before = limits.length;
    for (let call = 0; call < 1000; call += 1) ring();
    await clock.advance(15);
    expect(limits.length - before).toBeLessThanOrEqual(2);
    await worker.stop();
  });

  it('never gives one campaign to two handlers at once, in one worker or in two', async () => {
    const { clock, rows, work, ring } = setUp();
    rows.push('a');
    let [running, most, calls] = [0, 0, 0];
    const handler = async (): Promise<JobAnswer> => {
      running += 1;
      calls += 1;
      most = Math.max(most, running);
      await clock.sleep(5 * intervalMs);
      running -= 1;
      return { done: false, retryInMs: 1 };
    };
    const workers = [work(handler), work(handler)];
    for (let look = 0; look < 30; look += 1) {
      ring();
      await clock.advance(intervalMs);
    }
    expect(most).toBe(1);
    expect(calls).toBeGreaterThan(3);
    const stopped = Promise.all(workers.map(({ stop }) => stop()));
    await clock.advance(5 * intervalMs);
    await stopped;
  });

  it('finds what waits behind campaigns that it may not hand out yet', async () => {
    const { clock, rows, work } = setUp();
    rows.push('a', 'b', 'c');
    const handed: string[] = [];
    const worker = work(
      async (id) => {
        handed.push(id);
        return { done: false, retryInMs: 10_000 };
      },
      { concurrency: 1 },
    );
    await clock.advance(10 * intervalMs);
    expect(handed).toEqual(['a', 'b', 'c']);
    await worker.stop();
  });

  it('hands out a campaign again when its handler said so, or an interval after it threw', async () => {
    const { clock, rows, work } = setUp();
    rows.push('patient', 'thrown');
    const calls: Record<string, number> = { patient: 0, thrown: 0 };
    const worker = work(async (id) => {
      calls[id] = (calls[id] ?? 0) + 1;
      if (id === 'thrown') throw new Error('thrown on purpose');
      return { done: false, retryInMs: 1000 };
    });
    await clock.advance(1);
    expect(calls).toEqual({ patient: 1, thrown: 1 });
    await clock.advance(900);
    expect(calls['patient']).toBe(1);
    expect(calls['thrown']).toBeGreaterThan(3);
    await clock.advance(300);
    expect(calls['patient']).toBe(2);
    await worker.stop();
  });

  it('gets over a database that fails for a while', async () => {
    const { clock, rows, work, fail } = setUp();
    rows.push('a');
    fail(new Error('locked'));
    const handed: string[] = [];
    const worker = work(taking(rows, handed));
    await clock.advance(5 * intervalMs);
    expect(handed).toEqual([]);
    fail(undefined);
    await clock.advance(2 * intervalMs);
    expect(handed).toEqual(['a']);
    await worker.stop();
  });

  it('ends with the error of a database that keeps failing, once its handlers have ended', async () => {
    const { clock, rows, work, fail, listeners } = setUp();
    rows.push('a');
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { ended } = work(async () => {
      await opened;
      return { done: true };
    });
    let error: unknown;
    ended.catch((reason: unknown) => {
      error = reason;
    });
    await clock.advance(1);
    fail(new Error('gone for good'));
    await clock.advance(100 * intervalMs);
    expect(error).toBeUndefined();
    open();
    await expect(ended).rejects.toThrow('gone for good');
    expect(listeners.size).toBe(0);
  });

  it('says that it joins the transaction, and has nothing to write in it', async () => {
    const { queue } = setUp();
    expect(queue.joinsTransaction).toBe(true);
    expect(await queue.enqueue({ campaignId: 'a', runAt: 0 })).toBeUndefined();
    expect(await queue.dequeue('a')).toBe('removed');
  });
});
