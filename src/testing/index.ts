export { testCampaignStore } from './campaign-store-suite.js';
export type {
  ConformanceCase,
  OptionalHook,
  SuiteOptions,
  TestSystem,
} from './conformance-case.js';
export { ConformanceError } from './expect.js';
export { createManualClock, type ManualClock } from './manual-clock.js';
