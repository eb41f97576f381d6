import { describe, it } from 'vitest';
import {
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../../src/testing/index.js';
import { memorySystem } from './memory-system.js';
import { tryingOn } from './trying.js';

const suites = { testCampaignStore, testRecipientLedger, testCampaignQueue, testAbortSignals };

describe.each([false, true])('createMemory with joinsTransaction: %s', (joinsTransaction) => {
  describe.each(Object.entries(suites))('passes %s', (_, suite) => {
    for (const { name, run } of suite({ create: () => memorySystem({ joinsTransaction }) })) {
      it(name, run);
    }
  });
});

describe('a store whose commands can be tried passes testCampaignStore', () => {
  const create = () => {
    const { store, ...system } = memorySystem();
    return { ...system, store: { ...store, tryCommit: tryingOn(store) } };
  };
  for (const { name, run } of testCampaignStore({ create })) it(name, run);
});
