/**
 * Conformance suites for adapters of your own, without a test runner.
 *
 * @packageDocumentation
 */

export { testAbortSignals } from './abort-signals-suite.js';
export { testCampaignQueue } from './campaign-queue-suite.js';
export { testCampaignStore } from './campaign-store-suite.js';
export type {
  ConformanceCase,
  OptionalHook,
  SuiteOptions,
  TestSystem,
} from './conformance-case.js';
export { ConformanceError } from './expect.js';
export { createManualClock, type ManualClock } from './manual-clock.js';
export { testRecipientLedger } from './recipient-ledger-suite.js';
