import { describe, it } from 'vitest';
import { testCampaignStore } from '../../../src/testing/index.js';
import { memorySystem } from './memory-system.js';

describe.each([false, true])('createMemory with joinsTransaction: %s', (joinsTransaction) => {
  const create = () => memorySystem({ joinsTransaction });
  describe('store', () => {
    for (const { name, run } of testCampaignStore({ create })) it(name, run);
  });
});
