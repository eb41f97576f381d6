import { describe, expect, it } from 'vitest';
import type { Arrival, Bound, CampaignEvidence, Frozen } from './evidence.js';
import { findBroken } from './promises.js';

const bound: Bound = { perWorker: 2, withinMs: 1000 };
const nobodyFrozen: Frozen = new Map();
const cancelledAt = 10_000;

const arrival = (recipient: string, given: Partial<Arrival> = {}): Arrival => {
  const begunAt = given.begunAt ?? cancelledAt - 500;
  return { recipient, worker: 'worker-0.1', begunAt, at: begunAt + 1, status: 201, ...given };
};

const audience = { sealed: true, attempts: 0, lastError: null, nextTryAt: null };

/** Four recipients: one delivered, one refused, one in doubt, one skipped. */
const cancelled: CampaignEvidence = {
  campaignId: 'a',
  audience: 4,
  report: {
    status: 'cancelled',
    counts: {
      pending: 0,
      claimed: 0,
      begun: 0,
      delivered: 1,
      failed: 1,
      skipped: 1,
      inDoubt: 1,
    },
    workers: [],
    openEffects: [],
    audience: { ...audience, size: 4 },
  },
  recount: { pending: 1, begun: 0, delivered: 1, failed: 1, inDoubt: 1 },
  rows: [
    { id: 'r0', state: 'delivered' },
    { id: 'r1', state: 'failed' },
    { id: 'r2', state: 'inDoubt' },
    { id: 'r3', state: 'pending' },
  ],
  moves: ['SCHEDULE', 'START', 'CANCEL'],
  acceptedAnswers: ['SCHEDULE', 'CANCEL'],
  arrivals: [
    arrival('r0', { status: 503 }),
    arrival('r0'),
    arrival('r1', { status: 410 }),
    arrival('r2'),
  ],
  cancelStoredBy: cancelledAt,
};

/** One recipient, who got it. */
const sent: CampaignEvidence = {
  ...cancelled,
  audience: 1,
  report: {
    ...cancelled.report,
    status: 'sent',
    counts: { pending: 0, claimed: 0, begun: 0, delivered: 1, failed: 0, skipped: 0, inDoubt: 0 },
    audience: { ...audience, size: 1 },
  },
  recount: { pending: 0, begun: 0, delivered: 1, failed: 0, inDoubt: 0 },
  rows: [{ id: 'r0', state: 'delivered' }],
  moves: ['SCHEDULE', 'START', 'COMPLETE'],
  acceptedAnswers: ['SCHEDULE'],
  arrivals: [arrival('r0')],
  cancelStoredBy: null,
};

const brokenIn = (evidence: CampaignEvidence, frozen = nobodyFrozen) => [
  ...new Set(findBroken([evidence], bound, frozen).map(({ promise }) => promise)),
];
const changed = (given: Partial<CampaignEvidence>) => ({ ...cancelled, ...given });
const reported = (given: Partial<CampaignEvidence['report']>) =>
  changed({ report: { ...cancelled.report, ...given } });
const also = (...more: readonly Arrival[]) =>
  changed({ arrivals: [...cancelled.arrivals, ...more] });
const late = (ms: number, worker: string, recipient = 'r2') =>
  arrival(recipient, { begunAt: cancelledAt + ms, worker });
const onlyLate = (...some: readonly Arrival[]) =>
  changed({ arrivals: [...cancelled.arrivals.slice(0, 3), ...some] });

describe('findBroken', () => {
  it('finds nothing in campaigns that went as promised', () => {
    expect(findBroken([cancelled, sent], bound, nobodyFrozen)).toEqual([]);
    expect(findBroken([onlyLate(late(900, 'worker-0.1'))], bound, nobodyFrozen)).toEqual([]);
  });

  const bad: readonly (readonly [string, string, CampaignEvidence])[] = [
    ['ends', 'a campaign that goes on', reported({ status: 'sending' })],
    ['ends', 'a worker that never lets go', reported({ workers: ['worker-0.1'] })],
    [
      'ends',
      'an effect that nobody carried out',
      reported({ openEffects: [{ effect: 'dequeue' } as never] }),
    ],
    ['decisions', 'a cancel that did not take hold', reported({ status: 'sent' })],
    [
      'decisions',
      'a cancel that was answered and lost',
      { ...sent, acceptedAnswers: ['SCHEDULE', 'CANCEL'] },
    ],
    [
      'decisions',
      'a decision that no story has',
      changed({ moves: ['SCHEDULE', 'START', 'START', 'CANCEL'] }),
    ],
    [
      'conservation',
      'counts that are off by one',
      changed({ recount: { ...cancelled.recount, delivered: 2 } }),
    ],
    [
      'conservation',
      'a report that is off by one',
      reported({ counts: { ...(cancelled.report.counts as object), inDoubt: 0 } as never }),
    ],
    ['conservation', 'a recipient that was lost', changed({ rows: cancelled.rows.slice(1) })],
    [
      'conservation',
      'a recipient in two rows',
      changed({ rows: [...cancelled.rows.slice(0, 3), { id: 'r2', state: 'pending' }] }),
    ],
    ['conservation', 'a campaign that was sent to some', { ...sent, audience: 2 }],
    ['received', 'a delivery that never came', changed({ arrivals: cancelled.arrivals.slice(2) })],
    ['received', 'a message to somebody who was skipped', also(arrival('r3'))],
    ['received', 'a message to somebody who is in no row', also(arrival('r9'))],
    [
      'received',
      'a refusal that was a delivery',
      changed({ arrivals: [...cancelled.arrivals.slice(0, 2), arrival('r1'), arrival('r2')] }),
    ],
    ['once', 'two messages to one', also(arrival('r2', { worker: 'worker-1.1' }))],
    [
      'stops',
      'one more than was begun',
      onlyLate(...['r4', 'r5', 'r6'].map((id) => late(1, 'w', id))),
    ],
    ['stops', 'a hand-over after the lease', onlyLate(late(1001, 'worker-0.1'))],
    ['stops', 'a cancel of which nobody knows when', changed({ cancelStoredBy: null })],
    ['stops', 'a send without a START', changed({ moves: ['SCHEDULE', 'CANCEL'] })],
  ];

  it.each(bad)('finds that %s does not hold: %s', (promise, _, evidence) => {
    expect(brokenIn(evidence)).toContain(promise);
  });

  it('excludes the time in which a worker stood still, and no other worker’s', () => {
    const evidence = onlyLate(late(1500, 'worker-0.1'));
    const frozen = (worker: string): Frozen =>
      new Map([[worker, [[cancelledAt - 100, cancelledAt + 600]]]]);
    expect(brokenIn(evidence, frozen('worker-0.1'))).toEqual([]);
    expect(brokenIn(evidence, frozen('worker-1.1'))).toEqual(['stops']);
  });
});
