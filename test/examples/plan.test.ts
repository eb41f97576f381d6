import type { CampaignStatus } from 'campaign-machine';
import type { CampaignRecord } from 'campaign-machine/service';
import { describe, expect, it } from 'vitest';
import { type PlannedCampaign, planAfter } from '../../examples/demo/plan.js';

const wish = { audience: 100, cancelAfter: 40 };
const [mistaken, corrected] = planAfter(undefined, wish) as [PlannedCampaign, PlannedCampaign];

const stored = ({ id, data }: PlannedCampaign, status: CampaignStatus): CampaignRecord => ({
  id,
  data,
  status,
  dueAt: null,
  createdAt: 0,
  changedAt: 0,
  cancellation: null,
});
const other = { audience: 7, cancelAfter: 3 };

describe('planAfter', () => {
  it('begins with a campaign that is cancelled and a corrected one that is not', () => {
    expect(mistaken).toMatchObject({ id: 'autumn-sale-1', data: wish });
    expect(corrected).toMatchObject({
      id: 'autumn-sale-1-corrected',
      data: { audience: 100, cancelAfter: null },
    });
  });

  it.each(['draft', 'ready', 'sending'] as const)('goes on with what was left in %s', (status) => {
    expect(planAfter(stored(mistaken, status), other)).toEqual([mistaken, corrected]);
    expect(planAfter(stored(corrected, status), other)).toEqual([corrected]);
  });

  it.each(['sent', 'cancelled'] as const)('does not send again what is %s', (status) => {
    expect(planAfter(stored(mistaken, status), other)).toEqual([corrected]);
    const next = planAfter(stored(corrected, status), other);
    expect(next.map(({ id }) => id)).toEqual(['autumn-sale-2', 'autumn-sale-2-corrected']);
    expect(next[0]?.data).toMatchObject(other);
  });
});
