import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../examples/cluster/metrics.js';
import { createStopTimes } from '../../examples/cluster/stop-times.js';
import { createStoreMetrics } from '../../examples/cluster/store-metrics.js';
import { playSent, playStopped } from './observed.js';
import { parseScrape } from './prometheus-text.js';

const scrape = async (registry: { metrics(): Promise<string> }) =>
  parseScrape(await registry.metrics());

describe('createMetrics', () => {
  it('counts decisions by answer, deliveries by outcome, and the reasons', async () => {
    const { registry, observer } = createMetrics('worker-1');
    await playSent('a', observer);
    await playStopped('b', observer);
    const series = await scrape(registry);
    const counted = {
      'campaign_created_total{event="CREATE"}': 2,
      'campaign_decisions_total{answer="accepted",event="SCHEDULE"}': 2,
      'campaign_decisions_total{answer="accepted",event="START"}': 2,
      'campaign_decisions_total{answer="accepted",event="COMPLETE"}': 1,
      'campaign_decisions_total{answer="accepted",event="CANCEL"}': 1,
      'campaign_deliveries_total{outcome="delivered"}': 2,
      'campaign_deliveries_total{outcome="failed"}': 1,
      'campaign_deliveries_total{outcome="in-doubt"}': 1,
      'campaign_delivery_codes_total{code="gone"}': 1,
      'campaign_delivery_codes_total{code="unknown"}': 1,
      'campaign_effects_total{effect="abort-dispatch",outcome="done"}': 1,
      'campaign_troubles_total{where="on-gone"}': 1,
    };
    for (const [name, value] of Object.entries(counted)) {
      expect(series.get(name), name).toBe(value);
    }
  });

  it('has no more series after a hundred campaigns than after two', async () => {
    const { registry, observer } = createMetrics('worker-1');
    const play = async (index: number) => {
      await playSent(`sent-${index}`, observer);
      await playStopped(`stopped-${index}`, observer);
    };
    await play(0);
    const names = async () =>
      [...(await scrape(registry)).keys()].filter((key) => key.startsWith('camp'));
    const before = await names();
    for (let index = 1; index <= 50; index += 1) await play(index);
    expect(await names()).toEqual(before);
    expect(before.length).toBeLessThan(60);
  });
});

describe('createStopTimes', () => {
  it('counts each stop once, when the receipt can tell it', async () => {
    const { registry } = createMetrics('api');
    const stopTimes = createStopTimes(registry);
    const campaigns = await playStopped('a', stopTimes.observer);
    const { receipt } = await campaigns.report('a');
    const running = { ...receipt, stoppedAt: null };
    const still = async (id: string) => ({ ...(await campaigns.report(id)), receipt: running });
    await stopTimes.read({ report: still as typeof campaigns.report });
    expect((await scrape(registry)).get('campaign_stop_seconds_count')).toBe(0);
    await stopTimes.read(campaigns);
    await stopTimes.read(campaigns);
    const series = await scrape(registry);
    expect(series.get('campaign_stop_seconds_count')).toBe(1);
    const seconds = ((receipt?.stoppedAt ?? 0) - (receipt?.at ?? 0)) / 1000;
    expect(series.get('campaign_stop_seconds_sum')).toBe(seconds);
  });

  it('keeps what it could not read for the next time, and forgets what was purged', async () => {
    const { registry } = createMetrics('api');
    const stopTimes = createStopTimes(registry);
    const campaigns = await playStopped('a', stopTimes.observer);
    const away = { report: () => Promise.reject(new Error('away')) };
    await expect(stopTimes.read(away)).rejects.toThrow('away');
    await campaigns.purge('a');
    await stopTimes.read(campaigns);
    // Nothing is pending any more, so nothing is asked.
    await stopTimes.read(away);
    expect((await scrape(registry)).get('campaign_stop_seconds_count')).toBe(0);
  });
});

describe('createStoreMetrics', () => {
  it('leaves out what it cannot read, instead of saying what was so before', async () => {
    const { registry } = createMetrics('api');
    let isAway = false;
    const rows = [
      { status: 'sent', count: 3, leases: 1, claimed: 2, in_doubt: 4, effects: 0, lag: 0 },
    ];
    const query = async () => {
      if (isAway) throw new Error('away');
      return { rows };
    };
    const store = createStoreMetrics(registry, { query });
    const [others] = await store.read();
    const series = await scrape(others ?? registry);
    expect(series.get('campaigns{status="sent"}')).toBe(3);
    expect(series.get('campaigns{status="draft"}')).toBe(0);
    expect(series.get('campaign_in_doubt')).toBe(4);
    expect((await scrape(registry)).get('campaign_store_up')).toBe(1);
    isAway = true;
    expect(await store.read()).toEqual([]);
    expect((await scrape(registry)).get('campaign_store_up')).toBe(0);
  });
});
