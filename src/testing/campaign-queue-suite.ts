import { type ConformanceCase, type SuiteOptions, suiteOf } from './conformance-case.js';
import { queueCases } from './queue-cases.js';

/**
 * What a `CampaignQueue` has to do, with real campaigns in the store, since for some queues the
 * campaign's row is the job. It may hand out a job twice in the field; here, with nothing in the
 * way, a job that is done has to be done.
 *
 * @example
 * for (const { name, run } of testCampaignQueue({ create })) it(name, run);
 */
export function testCampaignQueue<Tx>(options: SuiteOptions<Tx>): readonly ConformanceCase[] {
  return suiteOf(queueCases, options);
}
