import fc from 'fast-check';
import { describe, it } from 'vitest';
import { createMemory } from '../../../src/adapters/memory/index.js';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { createManualClock } from '../../../src/testing/index.js';
import { drivers } from '../../adapters/sqlite/drivers.js';
import { temporaryFile, withoutSync } from '../../adapters/sqlite/sqlite-system.js';
import { anyCommands } from './commands.js';
import { type Real, realOf } from './real.js';
import { newStory } from './story.js';

/** Where the campaigns of one run live, and how to get rid of them. */
interface Home {
  readonly real: Real;
  dispose(): void | Promise<void>;
}

const onMemory = (joinsTransaction: boolean) => async (): Promise<Home> => {
  const clock = createManualClock();
  const real = realOf(createMemory({ clock, joinsTransaction }), clock);
  return { real, dispose: () => {} };
};

const onSqlite = async (): Promise<Home> => {
  const [driver] = drivers;
  if (driver === undefined) throw new Error('Expected a driver for SQLite; there is none.');
  const { path, remove } = await temporaryFile();
  const clock = createManualClock();
  const sqlite = createSqlite({ open: () => withoutSync(driver.open(path)), clock });
  await sqlite.migrate();
  const dispose = () => {
    sqlite.close();
    return remove();
  };
  return { real: realOf(sqlite, clock), dispose };
};

const homes = [
  { name: 'memory, with a queue of its own', open: onMemory(false), numRuns: 100 },
  { name: 'memory, where the queue joins', open: onMemory(true), numRuns: 100 },
  { name: 'SQLite', open: onSqlite, numRuns: 30 },
] as const;

describe.each(homes)('createCampaigns on $name', ({ open, numRuns }) => {
  it('answers, writes and carries out any run of commands as the story says', async () => {
    const law = fc.asyncProperty(anyCommands, async (commands) => {
      const { real, dispose } = await open();
      try {
        const model = newStory(real.clock.wallMs(), real.kind);
        await fc.asyncModelRun(() => ({ model, real }), commands);
      } finally {
        await dispose();
      }
    });
    await fc.assert(law, { numRuns });
  });
});
