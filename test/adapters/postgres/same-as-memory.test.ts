import { afterAll, describe, expect, it } from 'vitest';
import { tellStories } from '../beside-memory/tell-stories.js';
import { postgresSystem, serverUrl } from './postgres-system.js';

describe.skipIf(!serverUrl)('createPostgres beside createMemory', () => {
  let dispose = async () => {};
  afterAll(() => dispose());

  it('gives the same answers to any steps of three workers, and the same counts after each', async () => {
    const open = async (now: () => number) => {
      const system = await postgresSystem({ now });
      dispose = system.dispose;
      return system;
    };
    const seen = await tellStories(open, 100);
    console.log(JSON.stringify(seen));
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  }, 240_000);
});
