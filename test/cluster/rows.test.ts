import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConnection } from '../../src/adapters/postgres/connection.js';
import { createPostgres } from '../../src/adapters/postgres/index.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import { migrations } from '../../src/adapters/postgres/schema.js';
import { createPlace } from '../../src/adapters/postgres/session.js';
import { createCampaigns } from '../../src/service/index.js';
import { serverUrl } from '../adapters/postgres/postgres-system.js';
import { isAlive } from '../examples/demo-process.js';
import { playStop } from './stop-story.js';
import { countsOf, startTestCluster, type TestCluster } from './test-cluster.js';

const patience = { timeout: 30_000, interval: 50 };
const schema = 'campaign_machine';

/** Four processes that compile their sources, on a machine that has other things to do. */
const startMs = 120_000;

describe.skipIf(!serverUrl)('npm run cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster('rows');
  }, startMs);
  afterAll(() => cluster?.dispose(), startMs);

  /** Everybody is in one of the three, nobody got two, and the endpoint agrees. */
  const checkSent = async (id: string, audience: number): Promise<void> => {
    const report = await cluster.until(id, ({ status }) => status === 'sent');
    const { delivered, failed, inDoubt } = countsOf(report);
    expect(delivered + failed + inDoubt).toBe(audience);
    const { arrived, duplicates } = await cluster.received(id);
    expect(duplicates).toBe(0);
    expect(arrived).toBeGreaterThanOrEqual(delivered);
    expect(arrived).toBeLessThanOrEqual(delivered + inDoubt);
  };

  const readiness = async (origin: string) => {
    const response = await fetch(`${origin}/health/ready`);
    return { status: response.status, ...((await response.json()) as object) };
  };

  it('shares a campaign between its workers, and a cancel over HTTP stops them all', async () => {
    await playStop(cluster);
  });

  it('tells Prometheus what it did, in its text format', async () => {
    const scrape = await cluster.scrape(cluster.api);
    const told = (series: string) => scrape.get(series);
    expect(told('campaigns{status="cancelled"}')).toBe(1);
    expect(told('campaigns{status="sending"}')).toBe(0);
    expect(told('campaign_stop_seconds_count')).toBe(1);
    expect(told('campaign_stop_seconds_bucket{le="10"}')).toBe(1);
    expect(told('campaign_in_doubt')).toBe(0);
    expect(told('campaign_outbox_lag_seconds')).toBe(0);
    expect(told('campaign_claimed_chunks')).toBe(0);
    expect(told('campaign_decisions_total{answer="accepted",event="CANCEL"}')).toBe(1);
    expect(told('campaign_decisions_total{answer="replayed",event="CANCEL"}')).toBe(2);
    for (const origin of cluster.workers) {
      const ofWorker = await cluster.scrape(origin);
      expect(ofWorker.get('campaign_claims_total{answer="taken"}')).toBeGreaterThan(0);
    }
  });

  it('refuses what cannot be done with a problem, and a second campaign of one key', async () => {
    const missing = await cluster.post('/api/campaigns/no-such/cancel');
    expect(missing.headers.get('content-type')).toBe('application/problem+json');
    expect(await missing.json()).toMatchObject({ status: 404, code: 'campaign-not-found' });

    const key = { 'idempotency-key': 'one' };
    const draft = { title: 'Draft', body: '…', audience: 1 };
    const made = await cluster.post('/api/campaigns', draft, key);
    const { campaignId } = (await made.json()) as { readonly campaignId: string };
    const repeated = await cluster.post('/api/campaigns', draft, key);
    expect(await repeated.json()).toMatchObject({ campaignId, status: 'draft' });
    const other = await cluster.post('/api/campaigns', { ...draft, title: 'Other' }, key);
    expect(await other.json()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    const taken = await cluster.post('/api/campaigns', { ...draft, id: campaignId });
    expect(await taken.json()).toMatchObject({ status: 409, code: 'campaign-exists' });
    const early = await cluster.post(`/api/campaigns/${campaignId}/cancel`);
    expect(await early.json()).toMatchObject({ code: 'too-early', currentStatus: 'draft' });
    const empty = await cluster.post('/api/campaigns', { ...draft, audience: 0 });
    expect(await empty.json()).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/audience' }],
    });
    const form = await fetch(`${cluster.api}/api/campaigns/${campaignId}/cancel`, {
      method: 'POST',
    });
    expect(form.status).toBe(415);

    const at = Date.now() + 3_600_000;
    const later = await cluster.post(`/api/campaigns/${campaignId}/schedule`, { at });
    expect(await later.json()).toMatchObject({ status: 'ready', campaign: { dueAt: at } });
    const cancelled = await cluster.post(`/api/campaigns/${campaignId}/cancel`, {
      waitForStopMs: 1000,
    });
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled', outcome: 'none' });
  });

  it('starts a worker again that was killed; the campaign ends, and nobody gets two', async () => {
    const id = await cluster.create(800);
    await cluster.until(
      id,
      (report) => countsOf(report).delivered > 100 && report.workers.length > 1,
    );
    const killed = cluster.pidOf('worker-1');
    process.kill(killed, 'SIGKILL');
    await cluster.untilStarted('worker-1', 2);
    expect(cluster.pidOf('worker-1')).not.toBe(killed);
    await checkSent(id, 800);
    // Where Prometheus looks for it.
    const [origin = ''] = cluster.workers;
    expect(await readiness(origin)).toEqual({ status: 200, ready: true, missing: [] });
  });

  it('is not ready while the database is away, lives, and goes on when it is back', async () => {
    const id = await cluster.create(800);
    await cluster.until(id, (report) => countsOf(report).delivered > 100);
    const [worker = ''] = cluster.workers;
    cluster.proxy.cut();
    for (const origin of [cluster.api, worker]) {
      await vi.waitFor(async () => {
        const unready = { status: 503, ready: false, missing: ['postgres'] };
        expect(await readiness(origin)).toEqual(unready);
      }, patience);
      expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    }
    expect((await cluster.scrape(cluster.api)).get('campaign_store_up')).toBe(0);
    const refused = await cluster.post(`/api/campaigns/${id}/cancel`);
    expect(await refused.json()).toMatchObject({ status: 503, code: 'unavailable' });

    cluster.proxy.join();
    for (const origin of [cluster.api, worker]) {
      await vi.waitFor(async () => expect((await readiness(origin)).status).toBe(200), patience);
    }
    await checkSent(id, 800);
    expect((await cluster.scrape(cluster.api)).get('campaign_store_up')).toBe(1);
  });

  it('goes on while the tables grow, and starts again on the grown ones', async () => {
    const id = await cluster.create(800);
    await cluster.until(id, (report) => countsOf(report).delivered > 100);
    const next = {
      sql: `alter table @campaign add column label text not null default '';
        create table @campaign_label (label text primary key)`,
      worksFrom: migrations.at(-1)?.worksFrom ?? 1,
    };
    const limits = { lockTimeoutMs: 5000, transactionTimeoutMs: 5000, now: undefined };
    const connection = createConnection(cluster.pool, {
      place: createPlace(schema, true),
      ...limits,
    });
    await migrate(connection, schema, [...migrations, next]);
    const starts = cluster
      .lines()
      .filter(({ name, msg }) => name === 'worker-2' && msg === 'started');
    process.kill(cluster.pidOf('worker-2'), 'SIGKILL');
    await cluster.untilStarted('worker-2', starts.length + 1);
    await checkSent(id, 800);
    const { rows } = await cluster.pool.query(
      `select max(version) as version from ${schema}.campaign_schema`,
    );
    expect(rows).toEqual([{ version: migrations.length + 1 }]);
  });

  it('ends in order on SIGTERM: what is on its way is finished, and the rest given back', async () => {
    const id = await cluster.create(8_000);
    await cluster.until(id, (report) => countsOf(report).delivered > 200 && report.audience.sealed);
    const pids = ['push-endpoint', 'api', 'worker-1', 'worker-2'].map(cluster.pidOf);
    expect(pids.every(isAlive)).toBe(true);
    cluster.run.child.kill('SIGTERM');
    expect(await cluster.run.closed, cluster.run.stderr()).toBe(0);
    expect(pids.some(isAlive)).toBe(false);

    const postgres = createPostgres({ pool: cluster.pool, listen: false });
    const report = await createCampaigns(postgres).report(id);
    expect(report).toMatchObject({ status: 'sending', workers: [], stalled: true });
    expect(countsOf(report)).toMatchObject({ claimed: 0, begun: 0, inDoubt: 0 });
    postgres.close();
  });
});
