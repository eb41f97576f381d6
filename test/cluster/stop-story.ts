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

/** How many leases on a campaign ran out instead of being given back. */
const leasesThatRanOut = async ({ pool }: TestCluster, id: string): Promise<number> => {
  const { rows } = await pool.query(
    `select 1 from campaign_machine.campaign_lease l
     join campaign_machine.campaign c on c.key = l.campaign
     where c.id = $1 and coalesce(l.ended_at, l.expires_at) >= l.expires_at`,
    [id],
  );
  return rows.length;
};

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

  const cancel = { reason: 'wrong price' };
  const key = { 'idempotency-key': `stop ${id}` };
  await cluster.post(`/api/campaigns/${id}/cancel`, cancel, key);
  const arrivedAtReturn = (await cluster.received(id)).arrived;
  const waiting = { ...cancel, waitForStopMs: 10_000 };
  const answer = await cluster.post(`/api/campaigns/${id}/cancel`, waiting, key);
  expect(answer.status).toBe(200);
  const report = (await answer.json()) as CampaignReport;
  expect(report.receipt).toMatchObject({ by: 'api', from: 'sending', settled: true });

  const counts = countsOf(report);
  const { delivered, failed, skipped, inDoubt } = counts;
  const over = { pending: 0, claimed: 0, begun: 0 };
  expect(counts).toEqual({ ...over, inDoubt, delivered, failed, skipped });
  expect(delivered + failed + skipped + inDoubt).toBe(audience);
  expect(skipped).toBeGreaterThan(0);
  // Nobody is in doubt, unless this machine stood still for longer than a lease lasts.
  const ranOut = await leasesThatRanOut(cluster, id);
  expect(inDoubt).toBeLessThanOrEqual(ranOut * 2 * atOnce);
  const received = await cluster.received(id);
  expect(received).toMatchObject({ duplicates: 0, refused: 0 });
  expect(received.arrived).toBeGreaterThanOrEqual(delivered);
  expect(received.arrived).toBeLessThanOrEqual(delivered + inDoubt);
  // Of each worker at most what it had begun: one message in each lane, and one ahead of it.
  const begunMax = 2 * atOnce;
  expect(received.arrived - arrivedAtReturn).toBeLessThanOrEqual(2 * begunMax);
  const now = await deliveredBy(cluster);
  const share = now.map((count, index) => count - (before[index] ?? 0));
  const sum = share.reduce((total, count) => total + count, 0);
  // What was answered late is settled without a word to the metrics.
  if (ranOut === 0) expect(sum).toBe(delivered);

  // Asked again it says the same, and nothing more has arrived.
  const again = await cluster.post(`/api/campaigns/${id}/cancel`, cancel, key);
  const { receipt } = (await again.json()) as CampaignReport;
  if (ranOut === 0) expect(receipt).toEqual(report.receipt);
  expect(await cluster.received(id)).toEqual(received);
};
