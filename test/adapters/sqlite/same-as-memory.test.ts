import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { tellStories } from '../beside-memory/tell-stories.js';
import { drivers } from './drivers.js';
import { temporaryFile, withoutSync } from './sqlite-system.js';

describe.each(drivers)('createSqlite beside createMemory on $name', (driver) => {
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  let close = () => {};
  beforeAll(async () => {
    file = await temporaryFile();
  });
  afterAll(() => {
    close();
    return file.remove();
  });

  it('gives the same answers to any steps of three workers, and the same counts after each', async () => {
    const open = async (now: () => number) => {
      const sqlite = createSqlite({ open: () => withoutSync(driver.open(file.path)), now });
      close = sqlite.close;
      await sqlite.migrate();
      return sqlite;
    };
    const seen = await tellStories(open, 200);
    console.log(`${driver.name}: ${JSON.stringify(seen)}`);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  }, 120_000);
});
