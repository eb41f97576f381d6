import { type ConformanceCase, type SuiteOptions, suiteOf } from './conformance-case.js';
import { storeCommitCases } from './store-commit-cases.js';
import { storeEffectCases } from './store-effect-cases.js';
import { storeInputCases } from './store-input-cases.js';
import { storeListCases } from './store-list-cases.js';
import { storeRaceCases } from './store-race-cases.js';
import { storeRecordCases } from './store-record-cases.js';
import { storeReplayCases } from './store-replay-cases.js';
import { storeTransactionCases } from './store-transaction-cases.js';
import { storeTryCases } from './store-try-cases.js';

/**
 * What a `CampaignStore` has to do: commands and their races, answers that were lost, effects,
 * transactions, lists, and input that breaks what was not built for it.
 *
 * @example
 * import { describe, it } from 'vitest'; // or node:test
 * import { testCampaignStore } from 'campaign-machine/testing';
 *
 * describe('my store', () => {
 *   for (const { name, run } of testCampaignStore({ create })) it(name, run);
 * });
 */
export function testCampaignStore<Tx>(options: SuiteOptions<Tx>): readonly ConformanceCase[] {
  const cases = [
    ...storeCommitCases,
    ...storeTryCases,
    ...storeRecordCases,
    ...storeReplayCases,
    ...storeRaceCases,
    ...storeEffectCases,
    ...storeTransactionCases,
    ...storeListCases,
    ...storeInputCases,
  ];
  return suiteOf(cases, options);
}
