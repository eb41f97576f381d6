import type { CampaignReport, Counts } from 'campaign-machine/service';
import { describe, expect, it } from 'vitest';
import { addsUp } from '../../examples/demo/adds-up.js';

const none: Counts = {
  pending: 0,
  claimed: 0,
  begun: 0,
  delivered: 0,
  failed: 0,
  skipped: 0,
  inDoubt: 0,
};

const reportOf = (counts: Partial<Counts>, size: number, sealed = true) => {
  const audience = { size, sealed, attempts: 0, lastError: null, nextTryAt: null };
  return { counts: { ...none, ...counts }, audience } satisfies Partial<CampaignReport>;
};
const statsOf = (arrived: number, duplicates = 0) => ({ arrived, duplicates });

describe('addsUp', () => {
  it('holds when everybody was counted once and the endpoint agrees', () => {
    const report = reportOf({ delivered: 4, failed: 3, skipped: 3 }, 10);
    expect(addsUp(report, 10, statsOf(4))).toBe(true);
  });

  it('does not hold when somebody is missing or was counted twice', () => {
    expect(addsUp(reportOf({ delivered: 4, skipped: 6 }, 11), 11, statsOf(4))).toBe(false);
    expect(addsUp(reportOf({ delivered: 4, skipped: 6 }, 9), 9, statsOf(4))).toBe(false);
    expect(addsUp(reportOf({ delivered: 4, skipped: 6 }, 10), 11, statsOf(4))).toBe(false);
  });

  it('does not hold while something is under way', () => {
    for (const open of ['pending', 'claimed', 'begun']) {
      expect(addsUp(reportOf({ delivered: 4, [open]: 1 }, 4), 4, statsOf(4))).toBe(false);
    }
  });

  it('does not miss those whom a cancel kept from being read, where they were not', () => {
    const counts = { delivered: 4, skipped: 2 };
    expect(addsUp(reportOf(counts, 6, false), 10, statsOf(4))).toBe(true);
    expect(addsUp(reportOf(counts, 6, true), 10, statsOf(4))).toBe(false);
    expect(addsUp(reportOf(counts, 6, false), 5, statsOf(4))).toBe(false);
  });

  it('does not hold when the endpoint got fewer, more, or one twice', () => {
    const report = reportOf({ delivered: 4, skipped: 6 }, 10);
    expect(addsUp(report, 10, statsOf(3))).toBe(false);
    expect(addsUp(report, 10, statsOf(5))).toBe(false);
    expect(addsUp(report, 10, statsOf(4, 1))).toBe(false);
  });

  it('leaves it open whether what is in doubt arrived', () => {
    const report = reportOf({ delivered: 4, inDoubt: 2, skipped: 4 }, 10);
    expect([3, 4, 5, 6, 7].map((arrived) => addsUp(report, 10, statsOf(arrived)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('does not hold where the counts are unknown', () => {
    expect(addsUp({ ...reportOf({}, 0), counts: 'unknown' }, 0, statsOf(0))).toBe(false);
  });
});
