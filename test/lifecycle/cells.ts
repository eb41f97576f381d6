import type {
  CampaignEffect,
  CampaignEventType,
  CampaignStatus,
  RejectionReason,
} from '../../src/lifecycle/index.js';

/** What must come of one event in one status. */
export type Cell = AcceptedCell | RejectedCell;

export interface AcceptedCell {
  readonly accepted: true;
  readonly from: CampaignStatus;
  readonly event: CampaignEventType;
  readonly to: CampaignStatus;
  readonly effects: readonly CampaignEffect[];
}

export interface RejectedCell {
  readonly accepted: false;
  readonly from: CampaignStatus;
  readonly event: CampaignEventType;
  readonly reason: RejectionReason;
  readonly acceptedEvents: readonly CampaignEventType[];
}

const accept = (
  from: CampaignStatus,
  event: CampaignEventType,
  to: CampaignStatus,
  effects: readonly CampaignEffect['type'][],
): Cell => ({ accepted: true, from, event, to, effects: effects.map((type) => ({ type })) });

const reject = (
  from: CampaignStatus,
  event: CampaignEventType,
  reason: RejectionReason,
  acceptedEvents: readonly CampaignEventType[],
): Cell => ({ accepted: false, from, event, reason, acceptedEvents });

/**
 * The whole table by hand: five statuses times four events. Written from what the product promises
 * and never derived from `src`: a copy of the source would agree with every mistake in it.
 */
export const cells: readonly Cell[] = [
  accept('draft', 'SCHEDULE', 'ready', ['enqueue']),
  reject('draft', 'START', 'too-early', ['SCHEDULE']),
  reject('draft', 'COMPLETE', 'too-early', ['SCHEDULE']),
  reject('draft', 'CANCEL', 'too-early', ['SCHEDULE']),

  reject('ready', 'SCHEDULE', 'repeated', ['START', 'CANCEL']),
  accept('ready', 'START', 'sending', []),
  reject('ready', 'COMPLETE', 'too-early', ['START', 'CANCEL']),
  accept('ready', 'CANCEL', 'cancelled', ['dequeue']),

  reject('sending', 'SCHEDULE', 'too-late', ['COMPLETE', 'CANCEL']),
  reject('sending', 'START', 'repeated', ['COMPLETE', 'CANCEL']),
  accept('sending', 'COMPLETE', 'sent', []),
  accept('sending', 'CANCEL', 'cancelled', ['abort-dispatch']),

  reject('sent', 'SCHEDULE', 'too-late', []),
  reject('sent', 'START', 'too-late', []),
  reject('sent', 'COMPLETE', 'repeated', []),
  reject('sent', 'CANCEL', 'too-late', []),

  reject('cancelled', 'SCHEDULE', 'too-late', []),
  reject('cancelled', 'START', 'too-late', []),
  reject('cancelled', 'COMPLETE', 'too-late', []),
  reject('cancelled', 'CANCEL', 'repeated', []),
];

/** Those of {@link cells} that move the campaign. */
export const acceptedCells: readonly AcceptedCell[] = cells.filter((cell) => cell.accepted);

/** Those of {@link cells} that change nothing. */
export const rejectedCells: readonly RejectedCell[] = cells.filter((cell) => !cell.accepted);
