import {
  type SuiteOptions,
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../../src/testing/index.js';

/** All conformance suites. A queue and a listener live by timers, and by news that take their time. */
export const everySuite = (
  create: SuiteOptions['create'],
  createInTime: SuiteOptions['create'],
) => ({
  store: testCampaignStore({ create }),
  ledger: testRecipientLedger({ create }),
  queue: testCampaignQueue({ create: createInTime }),
  signals: testAbortSignals({ create: createInTime }),
});
