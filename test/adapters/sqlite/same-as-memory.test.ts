import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { systemClock, type Tally } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { expire, type Known, type Side, type Story, stories } from './ledger-stories.js';
import { temporaryFile, withoutSync } from './sqlite-system.js';

const seed = 20261123;

/** Leases that were taken in one millisecond are in no order. */
const ordered = (tally: Tally | undefined) =>
  tally && {
    ...tally,
    leases: tally.leases.toSorted(
      (a, b) => a.takenAt - b.takenAt || a.worker.localeCompare(b.worker),
    ),
  };

/** What can be seen of a campaign without changing it. */
const look = async ({ store, ledger }: Side, id: string) => ({
  campaign: await store.read(id),
  tally: ordered(await ledger.tally(id)),
  recount: await ledger.recount(id),
  waits: (await store.waiting(1000)).includes(id),
  isCompletable: (await ledger.completable(1000)).includes(id),
});

describe.each(drivers)('createSqlite beside createMemory on $name', (driver) => {
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeAll(async () => {
    file = await temporaryFile();
  });
  afterAll(() => file.remove());

  it('gives the same answers to any steps of three workers, and the same counts after each', async () => {
    // Nothing here sleeps, so the time is a number that both are given.
    let now = 1_700_000_000_000;
    const memory = createMemory({ clock: { ...systemClock, wallMs: () => now } });
    const sqlite = createSqlite({
      open: () => withoutSync(driver.open(file.path)),
      now: () => now,
    });
    await sqlite.migrate();
    const sides = [sqlite, memory] as unknown as readonly Side[];
    const seen = { runs: 0, steps: 0, begun: 0, inDoubt: 0, afterCancel: 0, sent: 0, cancelled: 0 };

    const tell = async ({ resendBegun, steps }: Story) => {
      seen.runs += 1;
      const known: Known = {
        id: `campaign ${seen.runs}`,
        resendBegun,
        now: 0,
        claimed: [],
        begun: [],
      };
      const draft = { dueAt: null, data: null, by: null, reason: null, effects: [] };
      const adopted = { status: 'sending', event: 'ADOPT', commandId: 'adopt' } as const;
      for (const { store } of sides) await store.insert({ ...draft, ...adopted, id: known.id });
      for (const { what, ask, heard, waitMs } of steps) {
        now += waitMs;
        known.now = now;
        const [ours, theirs] = await Promise.all(sides.map(ask(known)));
        expect(ours, what).toEqual(theirs);
        heard?.(known, ours);
        // What may be sent again is in doubt until some step finds its lease expired; which one does
        // is up to an adapter, so here all leases are found.
        if (resendBegun) await Promise.all(sides.map(expire.ask(known)));
        const [mine, other] = await Promise.all(sides.map((side) => look(side, known.id)));
        expect(mine, `after ${what}`).toEqual(other);
        seen.steps += 1;
        seen.begun += mine?.tally?.begun ? 1 : 0;
        seen.inDoubt += mine?.tally?.inDoubt ? 1 : 0;
        seen.afterCancel += mine?.tally?.handedOverAfterCancel ? 1 : 0;
      }
      const status = (await sqlite.store.read(known.id))?.status;
      if (status === 'sent' || status === 'cancelled') seen[status] += 1;
      // So that the next story finds no lease of this one.
      now += 10_000;
      for (const { ledger } of sides) await ledger.expireLeases({ limit: 100, resendBegun: false });
    };
    await fc.assert(fc.asyncProperty(stories, tell), { seed, numRuns: 200 });
    console.log(`${driver.name}: ${JSON.stringify(seen)}`);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
    sqlite.close();
  }, 120_000);
});
