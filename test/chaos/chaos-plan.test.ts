import { describe, expect, it } from 'vitest';
import { engines, planChaos } from './chaos-plan.js';

const size = { seed: 7, durationMs: 600_000, campaigns: 20, recipients: 200_000 };

describe('planChaos', () => {
  it('plans the same for the same seed, and something else for another', () => {
    const plan = planChaos({ ...size, engine: 'bullmq' });
    expect(planChaos({ ...size, engine: 'bullmq' })).toEqual(plan);
    expect(planChaos({ ...size, engine: 'bullmq', seed: 8 }).faults).not.toEqual(plan.faults);
  });

  it.each(engines)('has every fault that there is on %s, all through the run', (engine) => {
    const { faults, plannedCampaigns } = planChaos({ ...size, engine });
    const ofRedis = ['flush Redis', 'stop Redis'];
    const types = ['cut', ...(engine === 'bullmq' ? ofRedis : []), 'freeze', 'kill'];
    expect([...new Set(faults.map(({ type }) => type))].toSorted()).toEqual(types.toSorted());
    expect(faults.some((fault) => fault.type === 'kill' && fault.who === 'api')).toBe(true);
    expect(faults.at(-1)?.atMs).toBeGreaterThan(size.durationMs * 0.9);
    const total = plannedCampaigns.reduce((sum, { audience }) => sum + audience, 0);
    expect(Math.abs(total - size.recipients)).toBeLessThan(size.campaigns);
    expect(plannedCampaigns.some(({ cancelAtMs }) => cancelAtMs === null)).toBe(true);
    expect(plannedCampaigns.some(({ cancelAtMs }) => cancelAtMs !== null)).toBe(true);
  });
});
