import { accepted } from './accepted.js';
import { keyed } from './keyed.js';
import type { CampaignEvent, CampaignEventType, CampaignStatus, Transition } from './lifecycle.js';
import { campaignEventTypes, campaignStatuses, transitions } from './lists.js';
import { parseEvent, parseStatus } from './parse.js';
import { type RejectionReason, reasonFor } from './reason.js';

/** The event is accepted: store `to` and record `effects` in one write, then carry them out. */
export type Accepted = Transition & { readonly accepted: true };

/** The event is rejected: nothing changes, and there is nothing to carry out. */
export interface Rejected {
  readonly accepted: false;
  readonly from: CampaignStatus;
  readonly event: CampaignEventType;
  readonly reason: RejectionReason;
  /** What would be accepted in `from`, in lifecycle order; empty where `from` is final. */
  readonly acceptedEvents: readonly CampaignEventType[];
}

/** The answer of {@link decide}. */
export type Decision = Accepted | Rejected;

const answer = (from: CampaignStatus, event: CampaignEventType): Decision => {
  const row = transitions.find((cell) => cell.from === from && cell.event === event);
  if (row) return { accepted: true, ...row };
  return {
    accepted: false,
    from,
    event,
    reason: reasonFor(from, event),
    acceptedEvents: accepted[from],
  };
};

const decisions = /* @__PURE__ */ keyed(campaignStatuses, (status) =>
  keyed(campaignEventTypes, (type) => Object.freeze(answer(status, type))),
);

/**
 * What an event means for a campaign in this status. Pure: no clock, no I/O, no allocation; the same
 * pair gets the identical frozen object every time. A rejection is an answer, not an error.
 *
 * The caller stores the outcome by a compare-and-set on the status. If that finds another status,
 * somebody else was first: decide again on the status found.
 *
 * @throws {@link CampaignInputError} with code `unknown-status` or `unknown-event`, before anything
 * else looks at the input
 *
 * @example
 * const decision = decide('sending', { type: 'CANCEL' });
 * if (decision.accepted) decision.effects; // [{ type: 'abort-dispatch' }]
 * else decision.reason; // 'repeated' | 'too-early' | 'too-late'
 */
export function decide(status: CampaignStatus, event: CampaignEvent): Decision {
  // One look in each of two tables is all that a good pair needs; parsing is for saying what is wrong.
  const row = typeof status === 'string' ? decisions[status] : undefined;
  const type: unknown = event?.type;
  const decision = typeof type === 'string' ? row?.[type as CampaignEventType] : undefined;
  return decision ?? decisions[parseStatus(status)][parseEvent(event).type];
}
