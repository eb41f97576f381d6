import { describe, it } from 'vitest';
import {
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../../src/testing/index.js';
import { postgresSystem, serverUrl } from './postgres-system.js';

describe.skipIf(!serverUrl)('createPostgres', () => {
  const create = () => postgresSystem();
  // A queue and a listener live by timers, and by news that take their time.
  const createInTime = () => postgresSystem({ realTime: true });
  const suites = {
    store: testCampaignStore({ create }),
    ledger: testRecipientLedger({ create }),
    queue: testCampaignQueue({ create: createInTime }),
    signals: testAbortSignals({ create: createInTime }),
  };
  describe.each(Object.entries(suites))('%s', (_, cases) => {
    for (const { name, run } of cases) it(name, run);
  });
});
