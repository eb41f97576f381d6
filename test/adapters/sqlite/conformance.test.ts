import { describe, it } from 'vitest';
import {
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../../src/testing/index.js';
import { drivers } from './drivers.js';
import { sqliteSystem } from './sqlite-system.js';

describe.each(drivers)('createSqlite on $name', (driver) => {
  const create = () => sqliteSystem(driver);
  const suites = {
    store: testCampaignStore({ create }),
    ledger: testRecipientLedger({ create }),
    queue: testCampaignQueue({ create }),
    signals: testAbortSignals({ create }),
  };
  describe.each(Object.entries(suites))('%s', (_, cases) => {
    for (const { name, run } of cases) it(name, run);
  });
});
