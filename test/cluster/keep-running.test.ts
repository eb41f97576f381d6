import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { keepRunning, type Running } from '../../examples/cluster/keep-running.js';
import { createManualClock } from '../../src/testing/index.js';

const log = pino({ level: 'silent' });

/** Processes that end when they are told to, one after the other. */
const makeProcesses = () => {
  const made: { readonly die: () => void }[] = [];
  let isBroken = false;
  let stopped = 0;
  const start = async (): Promise<Running> => {
    let die = () => {};
    const ended = new Promise<void>((resolve) => {
      die = resolve;
    });
    made.push({ die });
    if (isBroken) throw new Error('broken');
    const stop = async () => {
      stopped += 1;
      die();
    };
    return { pid: made.length, origin: 'http://localhost', ended, stop };
  };
  return {
    start,
    made,
    break: () => {
      isBroken = true;
    },
    stopped: () => stopped,
  };
};

describe('keepRunning', () => {
  it('starts again what died, later each time, and at the latest after ten seconds', async () => {
    const clock = createManualClock();
    const processes = makeProcesses();
    const { start, made } = processes;
    const kept = await keepRunning('x', start, log, clock);
    processes.break();
    made[0]?.die();
    for (const [starts, waitMs] of [
      100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000,
    ].entries()) {
      await clock.advance(waitMs - 1);
      expect(made.length).toBe(starts + 1);
      await clock.advance(1);
      expect(made.length).toBe(starts + 2);
    }
    await kept.stop();
  });

  it('starts what has lived for long as soon as the first time', async () => {
    const clock = createManualClock();
    const { start, made } = makeProcesses();
    const kept = await keepRunning('x', start, log, clock);
    for (const starts of [1, 2, 3]) {
      await clock.advance(10_001);
      made.at(-1)?.die();
      await clock.advance(100);
      expect(made.length).toBe(starts + 1);
    }
    await kept.stop();
  });

  it('rejects if the first start fails, and starts nothing after it was stopped', async () => {
    const broken = makeProcesses();
    broken.break();
    await expect(keepRunning('x', broken.start, log)).rejects.toThrow('broken');

    const { start, made, stopped } = makeProcesses();
    const kept = await keepRunning('x', start, log);
    await kept.stop();
    expect([made.length, stopped()]).toEqual([1, 1]);
  });
});
