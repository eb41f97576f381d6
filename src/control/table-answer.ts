import {
  type CampaignEvent,
  type CampaignStatus,
  campaignStatuses,
  decide,
  explain,
  type RejectionReason,
} from '../lifecycle/index.js';

/** A status as an API gave it: one of the lifecycle's, another word, or none so far. */
export type GivenStatus = string | null | undefined;

/**
 * Why a control does not work: the reason of the lifecycle's rejection, or `unknown-status` where the
 * status is none of the lifecycle's, such as one that a newer server has, or none at all so far.
 */
export type ControlReason = RejectionReason | 'unknown-status';

/** What the lifecycle says about an event in a status that came from outside. */
export interface TableAnswer {
  /** `undefined` where it is not one of the lifecycle's. */
  readonly status?: CampaignStatus;
  /** `undefined`: the event is accepted. */
  readonly reason?: ControlReason;
  /** One English sentence about the reason. */
  readonly explanation?: string;
}

/** The answer for whatever an API gave as the status. Pure; never throws because of the status. */
export const tableAnswer = (input: GivenStatus, event: CampaignEvent): TableAnswer => {
  const status = campaignStatuses.find((known) => known === input);
  if (!status)
    return {
      reason: 'unknown-status',
      explanation: 'The status of the campaign is not known here.',
    };
  const decision = decide(status, event);
  return decision.accepted
    ? { status }
    : { status, reason: decision.reason, explanation: explain(decision) };
};
