import type { Sabotage } from './sabotage.js';

const lease = 'service/lease.ts';
const delivery = 'service/campaign-delivery.ts';
const lanes = 'service/lanes.ts';
const report = 'service/report.ts';

/** The rules of a dispatch: three nets, only what was begun, and a receipt that is true. */
export const dispatchSabotages: readonly Sabotage[] = [
  {
    name: 'deadline-ignored',
    rule: 'Nothing is handed over once the deadline of the lease has passed.',
    patches: [
      {
        file: lease,
        find: 'return !this.#stop.signal.aborted && !this.#storeClock.isPast();',
        replace: 'return !this.#stop.signal.aborted;',
      },
    ],
    scenario: 'slow-beat',
    breaks: ['lease-is-live'],
  },
  {
    name: 'deadline-from-the-answer',
    rule: 'The deadline counts from before the renewal was asked for.',
    patches: [{ file: 'service/store-clock.ts', find: 'from = asked;', replace: 'from = ask();' }],
    scenario: 'slow-beat',
    breaks: ['lease-is-live'],
  },
  {
    name: 'deadline-ignored-after-the-receipt',
    rule: 'Whoever was frozen until the receipt was settled hands over nothing any more.',
    patches: [
      {
        file: lease,
        find: 'return !this.#stop.signal.aborted && !this.#storeClock.isPast();',
        replace: 'return !this.#stop.signal.aborted;',
      },
    ],
    scenario: 'frozen-and-cancelled',
    breaks: ['lease-is-live', 'stopped-is-stopped'],
  },
  {
    name: 'resending-forgotten',
    rule: 'Where delivery is idempotent, what was begun by somebody dead is sent again.',
    patches: [
      {
        file: lease,
        find: 'const { worker, leaseMs: ttlMs, resendBegun = false } = options;',
        replace: 'const { worker, leaseMs: ttlMs } = options;\n    const resendBegun = false;',
      },
    ],
    scenario: 'idempotent',
    breaks: ['idempotent-is-sent-again'],
  },
  {
    name: 'outcome-not-understood',
    rule: 'What the push service accepted is delivered, not in doubt.',
    patches: [
      {
        file: 'service/delivery.ts',
        find: "if (typeof outcome === 'string' && outcomes.includes(outcome)) return result as DeliveryOutcome;",
        replace: '',
      },
    ],
    scenario: 'one-chunk',
    breaks: ['no-doubt-without-trouble'],
  },
  {
    name: 'signal-ignored',
    rule: 'The signal is asked in the same tick as every hand-over.',
    patches: [
      {
        file: lease,
        find: 'return !this.#stop.signal.aborted && !this.#storeClock.isPast();',
        replace: 'return !this.#storeClock.isPast();',
      },
    ],
    scenario: 'one-chunk',
    breaks: ['stops-when-told'],
  },
  {
    name: 'shutdown-ignored',
    rule: 'Whoever is asked to end hands over nothing more.',
    patches: [
      {
        file: lease,
        find: "readonly #shutDown = () => this.#stopFor('shutdown');",
        replace: 'readonly #shutDown = () => {};',
      },
    ],
    scenario: 'side-by-side',
    breaks: ['stops-when-asked'],
  },
  {
    name: 'subscribed-after-the-lease',
    rule: 'A dispatch listens before it reads the status.',
    patches: [
      {
        file: lease,
        find: '    this.#unsubscribe = await subscribe(this.#context, campaignId, (news) => this.#hear(news));\n',
        replace: '',
      },
      {
        file: lease,
        find: '    if (!taken.taken) return taken;\n',
        replace:
          '    if (!taken.taken) return taken;\n    this.#unsubscribe = await subscribe(this.#context, campaignId, (news) => this.#hear(news));\n',
      },
    ],
    scenario: 'own-loop-alone',
    breaks: ['stops-when-told'],
  },
  {
    name: 'beat-is-deaf',
    rule: 'The beat looks at the status.',
    patches: [{ file: lease, find: '      this.heard(state);\n', replace: '' }],
    scenario: 'no-signal',
    breaks: ['stops-when-told'],
  },
  {
    name: 'unbegun-handed-over',
    rule: 'Only what the ledger has begun is handed over.',
    patches: [
      {
        file: delivery,
        find: 'if (begun) {',
        replace: 'if (begun || begin.length > 0) {',
      },
      { file: delivery, find: 'this.#lease.heard(lease);', replace: '' },
    ],
    scenario: 'one-chunk',
    breaks: ['only-what-was-begun'],
  },
  {
    name: 'lost-begin-kept',
    rule: 'What may have been begun and never left is given back.',
    patches: [
      {
        file: delivery,
        find: 'settle: [...finished.settle, ...begin.map(untouched)]',
        replace: 'settle: finished.settle',
      },
    ],
    scenario: 'lost-answers',
    breaks: ['ends-empty-handed'],
  },
  {
    name: 'drain-does-not-wait',
    rule: 'A stop waits for what is in flight.',
    patches: [
      {
        file: delivery,
        find: 'while (this.#lanes.inFlight > 0 && clock.monotonicMs() < until) {',
        replace: 'while (this.#lanes.inFlight > 0 && clock.monotonicMs() > until) {',
      },
    ],
    scenario: 'side-by-side',
    breaks: ['ends-empty-handed'],
  },
  {
    name: 'too-many-begun',
    rule: 'At most twice the concurrency is begun.',
    patches: [
      {
        file: delivery,
        find: 'const beginMax = runsLow ? this.#options.concurrency - this.#lanes.waiting : 0;',
        replace: 'const beginMax = this.#claimed.length;',
      },
    ],
    scenario: 'one-chunk',
    breaks: ['few-are-begun'],
  },
  {
    name: 'in-doubt-tried-again',
    rule: 'Only what was surely not accepted is tried again.',
    patches: [
      {
        file: lanes,
        find: "(outcome === 'in-doubt' && options.deliveryIsIdempotent)",
        replace: "outcome === 'in-doubt'",
      },
    ],
    scenario: 'outcomes',
    breaks: ['the-ledger-is-true'],
  },
  {
    name: 'checkpoint-does-not-stop',
    rule: 'A checkpoint rejects as soon as the lease has run out.',
    patches: [
      {
        file: 'service/dispatch.ts',
        find: "if (!lease.mayHandOver()) throw new DispatchStopped('lease-lost');",
        replace: '',
      },
    ],
    scenario: 'own-loop-frozen',
    breaks: ['lease-is-live'],
  },
  {
    name: 'sweep-without-complete',
    rule: 'A sweep completes what somebody who died had settled.',
    patches: [
      { file: 'service/sweep.ts', find: '() => complete(context));', replace: 'async () => 0);' },
    ],
    scenario: 'takeover',
    breaks: ['it-ends'],
  },
  {
    name: 'sweep-without-expiry',
    rule: 'A sweep ends leases that have run out, whatever the status.',
    patches: [
      {
        file: 'service/sweep.ts',
        find: '...(await context.ledger.expireLeases({ limit: batchMax })),',
        replace: '',
      },
    ],
    scenario: 'takeover',
    breaks: ['it-ends'],
  },
  {
    name: 'skipped-not-derived',
    rule: 'Whoever was not begun when the cancel came is skipped, by derivation.',
    patches: [
      { file: report, find: 'skipped: rest, ...settled };', replace: 'skipped: 0, ...settled };' },
    ],
    scenario: 'deliver',
    breaks: ['report-adds-up'],
  },
  {
    name: 'partial-called-delivered',
    rule: 'A partial delivery is visible as such.',
    patches: [
      { file: report, find: 'if (delivered === total && total > 0', replace: 'if (delivered > 0' },
    ],
    scenario: 'deliver',
    breaks: ['outcome-is-true'],
  },
  {
    name: 'receipt-settled-too-early',
    rule: 'A receipt is not settled while a lease is live.',
    patches: [
      {
        file: report,
        find: 'if (tally.leases.some((lease) => isLive(tally, lease))) return null;',
        replace: '',
      },
    ],
    scenario: 'deliver',
    breaks: ['report-fits-its-status', 'receipt-settles-last'],
  },
  {
    name: 'receipt-only-of-a-dispatch',
    rule: 'There is a receipt of every cancel, also of a campaign that nobody had begun.',
    patches: [
      {
        file: report,
        find: 'receipt: cancellation === null ? null :',
        replace: 'receipt: cancellation === null || tally.leases.length === 0 ? null :',
      },
    ],
    scenario: 'race',
    breaks: ['receipt-tells-who-and-when'],
  },
  {
    name: 'report-of-two-moments',
    rule: 'A report counts in the status that it reports.',
    patches: [
      {
        file: 'service/read-report.ts',
        find: 'if (before?.status === campaign.status) {',
        replace: 'if (before !== undefined) {',
      },
    ],
    scenario: 'report',
    breaks: ['report-fits-its-status'],
  },
  {
    name: 'every-end-called-cancelled',
    rule: 'A dispatch says what it was stopped by.',
    patches: [
      {
        file: 'service/dispatch.ts',
        find: "because: ended?.status === 'cancelled' ? 'cancelled' : 'not-sending',",
        replace: "because: ended === undefined ? 'not-sending' : 'cancelled',",
      },
    ],
    scenario: 'own-loop',
    breaks: ['dispatch-ends-truly'],
  },
];
