import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/testing/index.js';

describe('createManualClock', () => {
  it('stands still until it is told, and both of its times move together', async () => {
    const clock = createManualClock(5000);
    expect([clock.wallMs(), clock.monotonicMs()]).toEqual([5000, 0]);
    await clock.advance(20);
    expect([clock.wallMs(), clock.monotonicMs()]).toEqual([5020, 20]);
  });

  it('wakes sleepers in order, each at its time, also those who fall asleep on the way', async () => {
    const clock = createManualClock(0);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} at ${clock.wallMs()}`);
    };
    void sleep('late', 30);
    void sleep('early', 10).then(() => sleep('again', 15));
    void sleep('never', 41);
    await clock.advance(40);
    expect(woken).toEqual(['early at 10', 'again at 25', 'late at 30']);
    expect(clock.wallMs()).toBe(40);
  });

  it('wakes at once whom a signal wakes, and never rejects', async () => {
    const clock = createManualClock();
    const waking = new AbortController();
    const sleeping = clock.sleep(1000, waking.signal);
    waking.abort();
    await sleeping;
    await clock.sleep(1000, waking.signal);
    expect(clock.monotonicMs()).toBe(0);
  });

  it('lets a sleep of no time pass without being told', async () => {
    const clock = createManualClock();
    await clock.sleep(0);
    expect(clock.monotonicMs()).toBe(0);
  });

  it('complains of a loop that sleeps for no time rather than hang', async () => {
    const clock = createManualClock();
    let isOn = true;
    const loop = (async () => {
      while (isOn) await clock.sleep(0);
    })();
    await expect(clock.advance(1, { wakesMax: 50 })).rejects.toThrow('50 times');
    isOn = false;
    await loop;
  });
});
