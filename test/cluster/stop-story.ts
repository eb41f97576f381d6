import { expect, vi } from 'vitest';
import type { CampaignReport } from '../../src/service/index.js';
import { countsOf, type TestCluster } from './test-cluster.js';

const audience = 5_000;
const atOnce = 20;

/** How many messages each of these processes says that it delivered. */
export const deliveredBy = (cluster: TestCluster): Promise<number[]> =>
  Promise.all(
    cluster.workers.map(async (origin) => {
      const scrape = await cluster.scrape(origin);
      return scrape.get('campaign_deliveries_total{outcome="delivered"}') ?? 0;
    }),
  );

/** Two workers share a campaign, a cancel over HTTP stops both, and all counts are the same. */
export const playStop = async (cluster: TestCluster): Promise<void> => {
  const before = await deliveredBy(cluster);
  const id = await cluster.create(audience);
  await vi.waitFor(
    async () => {
      const now = await deliveredBy(cluster);
      expect(now.every((count, index) => count > (before[index] ?? 0) + 50)).toBe(true);
    },
    { timeout: 30_000, interval: 50 },
  );
  await cluster.until(id, (report) => report.audience.sealed && report.workers.length === 2);

  const cancel = { reason: 'wrong price', waitForStopMs: 10_000 };
  const key = { 'idempotency-key': `stop ${id}` };
  const answer = await cluster.post(`/api/campaigns/${id}/cancel`, cancel, key);
  expect(answer.status).toBe(200);
  const report = (await answer.json()) as CampaignReport;
  expect(report.receipt).toMatchObject({ by: 'api', from: 'sending', settled: true });

  const counts = countsOf(report);
  const { delivered, failed, skipped } = counts;
  expect(counts).toEqual({
    pending: 0,
    claimed: 0,
    begun: 0,
    inDoubt: 0,
    delivered,
    failed,
    skipped,
  });
  expect(delivered + failed + skipped).toBe(audience);
  expect(skipped).toBeGreaterThan(0);
  const received = { arrived: delivered, duplicates: 0, refused: 0 };
  expect(await cluster.received(id)).toEqual(received);
  // Of each worker at most what it had begun.
  expect(report.receipt?.handedOverAfterCancel).toBeLessThanOrEqual(2 * atOnce);
  const now = await deliveredBy(cluster);
  const share = now.map((count, index) => count - (before[index] ?? 0));
  expect(share.reduce((sum, count) => sum + count, 0)).toBe(delivered);

  // Asked again it says the same, and nothing more has arrived.
  const again = await cluster.post(`/api/campaigns/${id}/cancel`, cancel, key);
  expect(((await again.json()) as CampaignReport).receipt).toEqual(report.receipt);
  expect(await cluster.received(id)).toEqual(received);
};
