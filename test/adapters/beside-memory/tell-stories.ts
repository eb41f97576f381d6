import fc from 'fast-check';
import { expect } from 'vitest';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { systemClock } from '../../../src/service/index.js';
import { expire, type Known, type Side, type Story, stories } from './ledger-stories.js';
import { look } from './look.js';

const seed = 20261123;

const draft = { dueAt: null, data: null, by: null, reason: null, effects: [] };
const adopted = { status: 'sending', event: 'ADOPT', commandId: 'adopt' } as const;

/**
 * Plays drawn stories of three workers on an adapter and on the one in memory, and compares every
 * answer, and the counts after each step. Gives how much was seen of what matters.
 *
 * @param open - the adapter on this clock: nothing here sleeps, so the time is a number
 */
export const tellStories = async (
  open: (now: () => number) => Promise<unknown>,
  numRuns: number,
) => {
  let now = 1_700_000_000_000;
  const memory = createMemory({ clock: { ...systemClock, wallMs: () => now } });
  const sides = [await open(() => now), memory] as readonly Side[];
  const seen = { runs: 0, steps: 0, begun: 0, inDoubt: 0, afterCancel: 0, sent: 0, cancelled: 0 };

  const tell = async ({ resendBegun, steps }: Story) => {
    seen.runs += 1;
    const id = `campaign ${seen.runs}`;
    const known: Known = { id, resendBegun, now: 0, claimed: [], begun: [] };
    for (const { store } of sides) await store.insert({ ...draft, ...adopted, id });
    for (const { what, ask, heard, waitMs } of steps) {
      now += waitMs;
      known.now = now;
      const [ours, theirs] = await Promise.all(sides.map(ask(known)));
      expect(ours, what).toEqual(theirs);
      heard?.(known, ours);
      // What may be sent again is in doubt until some step finds its lease expired; which one does
      // is up to an adapter, so here all leases are found.
      if (resendBegun) await Promise.all(sides.map(expire.ask(known)));
      const [mine, other] = await Promise.all(sides.map((side) => look(side, id)));
      expect(mine, `after ${what}`).toEqual(other);
      seen.steps += 1;
      seen.begun += mine?.tally?.begun ? 1 : 0;
      seen.inDoubt += mine?.tally?.inDoubt ? 1 : 0;
      seen.afterCancel += mine?.tally?.handedOverAfterCancel ? 1 : 0;
    }
    const status = (await sides[0]?.store.read(id))?.status;
    if (status === 'sent' || status === 'cancelled') seen[status] += 1;
    // So that the next story finds no lease of this one.
    now += 10_000;
    for (const { ledger } of sides) await ledger.expireLeases({ limit: 100 });
  };
  await fc.assert(fc.asyncProperty(stories, tell), { seed, numRuns });
  return seen;
};
