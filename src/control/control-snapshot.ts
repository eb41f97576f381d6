import type { CampaignEvent, CampaignStatus } from '../lifecycle/index.js';
import { type ControlReason, type GivenStatus, tableAnswer } from './table-answer.js';

/** All that a control shows. Frozen, and the identical object while nothing in it changes. */
export interface CampaignControlSnapshot {
  /** Where the campaign is, as far as is known here; `undefined` for a status that is not known. */
  readonly status: CampaignStatus | undefined;
  /** The lifecycle accepts the event, and none is on its way. */
  readonly enabled: boolean;
  /** A send has not been answered yet. */
  readonly pending: boolean;
  /** Why the event is not accepted, for programs; `undefined` where it is. */
  readonly reason: ControlReason | undefined;
  /**
   * One English sentence for people about `reason` or `failure`, if there is one. May be reworded in
   * any release; for other languages take `reason`.
   */
  readonly explanation: string | undefined;
  /**
   * The last send was refused or got lost, and the event is accepted still: `error` is what `onSend`
   * threw or answered. It goes with the next send; a status that does not accept the event hides it.
   */
  readonly failure: { readonly error: unknown } | undefined;
}

/** How far the last send is: nothing to say, on its way, or gone wrong. */
export type Progress = undefined | 'underway' | { readonly error: unknown };

/** What there is to show of a campaign in this status, with a send that is this far. Pure. */
export const controlSnapshot = (
  given: GivenStatus,
  event: CampaignEvent,
  progress: Progress,
): CampaignControlSnapshot => {
  const { status, reason, explanation } = tableAnswer(given, event);
  const pending = progress === 'underway';
  // Where the event is not accepted any more, there is nothing to try again.
  const failure = reason || pending ? undefined : progress;
  return Object.freeze({
    status,
    enabled: !reason && !pending,
    pending,
    reason,
    explanation: failure
      ? // Harmless, because where an event has led already it is rejected as repeated.
        `${event.type} was not confirmed. Sending it again does no harm.`
      : explanation,
    failure,
  });
};
