import { describe, expect, it } from 'vitest';
import { addsUp } from '../../examples/demo/adds-up.js';
import type { Receipt } from '../../examples/demo/send-campaign.js';

const receiptOf = (counts: Partial<Receipt['outcomes']>, spared: number): Receipt => ({
  status: 'cancelled',
  outcomes: { delivered: 0, gone: 0, retryable: 0, failed: 0, 'in-doubt': 0, ...counts },
  spared,
  stopMs: undefined,
});
const statsOf = (arrived: number, duplicates = 0) => ({ arrived, duplicates, refused: 0 });

describe('addsUp', () => {
  it('holds when everybody was counted once and the endpoint agrees', () => {
    const receipt = receiptOf({ delivered: 4, gone: 1, retryable: 1, failed: 1 }, 3);
    expect(addsUp(receipt, 10, statsOf(4))).toBe(true);
  });

  it('does not hold when somebody is missing or was counted twice', () => {
    const receipt = receiptOf({ delivered: 4 }, 6);
    expect(addsUp(receipt, 11, statsOf(4))).toBe(false);
    expect(addsUp(receipt, 9, statsOf(4))).toBe(false);
  });

  it('does not hold when the endpoint got fewer, more, or one twice', () => {
    const receipt = receiptOf({ delivered: 4 }, 6);
    expect(addsUp(receipt, 10, statsOf(3))).toBe(false);
    expect(addsUp(receipt, 10, statsOf(5))).toBe(false);
    expect(addsUp(receipt, 10, statsOf(4, 1))).toBe(false);
  });

  it('leaves it open whether what is in doubt arrived', () => {
    const receipt = receiptOf({ delivered: 4, 'in-doubt': 2 }, 4);
    expect([3, 4, 5, 6, 7].map((arrived) => addsUp(receipt, 10, statsOf(arrived)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
