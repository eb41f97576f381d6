import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { type AbortSignals, combineSignals } from '../../src/service/index.js';
import { testAbortSignals } from '../../src/testing/index.js';

const signalsOf = (joinsTransaction = false) => createMemory({ joinsTransaction }).signals;
const broken: AbortSignals = {
  joinsTransaction: false,
  publish: () => {
    throw new Error('no broker');
  },
  subscribe: async () => {
    throw new Error('no broker');
  },
};

describe('combineSignals', () => {
  describe.each([false, true])('of two, joining the transaction: %s', (joinsTransaction) => {
    const create = () => {
      const memory = createMemory({ joinsTransaction });
      const advance = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
      const signals = combineSignals(memory.signals, signalsOf(joinsTransaction));
      return {
        ...memory,
        signals: joinsTransaction ? combineSignals(memory.signals) : signals,
        advance,
      };
    };
    for (const { name, run } of testAbortSignals({ create })) it(name, run);
  });

  it('hears what comes by either way, and nothing after the end', async () => {
    const [first, second] = [signalsOf(), signalsOf()];
    const heard: string[] = [];
    const end = await combineSignals(first, second).subscribe('a', (news) => heard.push(news));
    await first.publish('a');
    expect(heard).toEqual(['abort']);
    await second.publish('a');
    expect(heard).toEqual(['abort', 'abort']);
    end();
    await first.publish('a');
    await second.publish('a');
    expect(heard).toHaveLength(2);
  });

  it('publishes on those that work, and fails so that it is tried again', async () => {
    const works = signalsOf();
    const heard: string[] = [];
    const both = combineSignals(broken, works);
    await both.subscribe('a', (news) => heard.push(news));
    await expect(both.publish('a')).rejects.toThrow('no broker');
    expect(heard).toEqual(['abort']);
    await expect(combineSignals(broken).subscribe('a', () => {})).rejects.toThrow('no broker');
  });

  it('joins the transaction only if all do', () => {
    const joins = (...each: boolean[]) => combineSignals(...each.map(signalsOf)).joinsTransaction;
    expect([joins(true, true), joins(true, false), joins(false, true)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
