import { describe, expect, it } from 'vitest';
import type { CampaignStatus } from '../../src/lifecycle/index.js';
import type { CampaignRecord, Tally } from '../../src/service/index.js';
import { reportOf } from '../../src/service/report.js';

const campaignIn = (status: CampaignStatus): CampaignRecord => ({
  id: 'c',
  status,
  dueAt: 0,
  createdAt: 0,
  changedAt: 0,
  cancellation:
    status === 'cancelled' ? { by: 'kim', at: 100, reason: 'wrong price', from: 'sending' } : null,
  data: null,
});

const lease = (other: Partial<Tally['leases'][number]> = {}): Tally['leases'][number] => ({
  worker: 'w',
  exclusive: false,
  takenAt: 0,
  expiresAt: 300,
  endedAt: 150,
  ...other,
});

const tallyOf = ({
  size = 10,
  sealed = true,
  ...other
}: Partial<Tally> & {
  readonly size?: number;
  readonly sealed?: boolean;
} = {}): Tally => ({
  now: 200,
  audience: { size, sealed, attempts: 0, lastError: null, nextTryAt: null },
  claimed: 0,
  begun: 0,
  delivered: 0,
  failed: 0,
  inDoubt: 0,
  ownCounts: null,
  leases: [lease()],
  handedOverAfterCancel: 0,
  clockErrorMs: 3,
  ...other,
});

const report = (status: CampaignStatus, tally: Parameters<typeof tallyOf>[0] = {}) =>
  reportOf(campaignIn(status), tallyOf(tally), []);

const ownCounts = (given: Partial<NonNullable<Tally['ownCounts']>>) => ({
  delivered: 0,
  failed: 0,
  inDoubt: 0,
  skipped: 0,
  ...given,
});

const some = { claimed: 1, begun: 2, delivered: 3, failed: 1, inDoubt: 1 };

describe('reportOf', () => {
  it('counts every recipient once: what is left is pending, or skipped once it is cancelled', () => {
    expect(report('sending', some).counts).toEqual({ ...some, pending: 2, skipped: 0 });
    expect(report('cancelled', some).counts).toEqual({
      ...some,
      pending: 0,
      claimed: 0,
      skipped: 3,
    });
  });

  it.each(['draft', 'ready', 'sending'] as const)('knows no outcome of %s yet', (status) => {
    expect(report(status, { delivered: 10 }).outcome).toBeNull();
  });

  it.each([
    ['delivered', 'sent', { delivered: 10 }],
    ['partial', 'sent', { delivered: 9, failed: 1 }],
    ['partial', 'cancelled', { delivered: 1 }],
    ['partial', 'cancelled', { inDoubt: 1 }],
    ['partial', 'cancelled', { begun: 1 }],
    ['partial', 'cancelled', { delivered: 10, sealed: false }],
    ['none', 'sent', { failed: 10 }],
    ['none', 'sent', { size: 0 }],
    ['none', 'cancelled', {}],
    ['none', 'cancelled', { leases: [] }],
    ['unknown', 'sent', { leases: [lease({ exclusive: true })] }],
    ['none', 'sent', { leases: [lease({ exclusive: true })], ownCounts: ownCounts({}) }],
    [
      'delivered',
      'sent',
      { leases: [lease({ exclusive: true })], ownCounts: ownCounts({ delivered: 4 }) },
    ],
  ] as const)('says %s of %s with %j', (outcome, status, tally) => {
    expect(report(status, tally).outcome).toBe(outcome);
  });

  it('goes by the own counts of a sender with a loop of its own, or says that it does not know', () => {
    const leases = [lease({ exclusive: true })];
    expect(report('sending', { leases, size: 0 }).counts).toBe('unknown');
    expect(
      report('sending', { leases, ownCounts: ownCounts({ delivered: 4, skipped: 2 }) }).counts,
    ).toEqual({
      ...ownCounts({ delivered: 4, skipped: 2 }),
      pending: 0,
      claimed: 0,
      begun: 0,
    });
  });

  it('names the workers whose lease is live; in the millisecond in which it expires it is not', () => {
    const leases = [
      lease({ worker: 'live', endedAt: null, expiresAt: 201 }),
      lease({ worker: 'expired', endedAt: null, expiresAt: 200 }),
      lease({ worker: 'ended', endedAt: 199, expiresAt: 999 }),
    ];
    expect(report('sending', { leases })).toMatchObject({ workers: ['live'], stalled: false });
    expect(report('sending', { leases: leases.slice(1) })).toMatchObject({
      workers: [],
      stalled: true,
    });
    expect(report('ready', { leases: [] }).stalled).toBe(false);
  });

  it('gives a receipt for a cancel, and for nothing else', () => {
    expect(report('cancelled', { handedOverAfterCancel: 2 }).receipt).toEqual({
      by: 'kim',
      at: 100,
      reason: 'wrong price',
      from: 'sending',
      counts: report('cancelled').counts,
      audienceComplete: true,
      stoppedAt: 150,
      handedOverAfterCancel: 2,
      clockErrorMs: 3,
      settled: true,
    });
    for (const status of ['draft', 'ready', 'sending', 'sent'] as const) {
      expect(report(status).receipt).toBeNull();
    }
  });

  it.each([
    ['the cancel itself, if nobody was at work', [], 100],
    ['the cancel itself, if all had ended before', [lease({ endedAt: 50 })], 100],
    ['the end of the last lease', [lease({ endedAt: 120 }), lease({ endedAt: 180 })], 180],
    [
      'the expiry of a lease that nobody has given back',
      [lease({ endedAt: null, expiresAt: 170 })],
      170,
    ],
    ['not yet, with a lease that is live', [lease(), lease({ endedAt: null })], null],
  ])('has the dispatch stopped at %s', (_, leases, stoppedAt) => {
    expect(report('cancelled', { leases }).receipt).toMatchObject({
      stoppedAt,
      settled: stoppedAt !== null,
    });
  });

  it('does not vouch for what it has not counted', () => {
    const leases = [lease({ exclusive: true })];
    expect(report('cancelled', { leases, sealed: false }).receipt).toMatchObject({
      counts: 'unknown',
      handedOverAfterCancel: null,
      audienceComplete: false,
    });
  });
});
