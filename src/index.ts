/**
 * The root entry: the lifecycle as data and as a pure decision, and the same as an XState machine.
 *
 * @packageDocumentation
 */

export {
  type Accepted,
  acceptedEvents,
  type CampaignEffect,
  type CampaignEvent,
  type CampaignEventType,
  CampaignInputError,
  type CampaignInputErrorCode,
  type CampaignStatus,
  campaignEffects,
  campaignEventTypes,
  campaignStatuses,
  can,
  type Decision,
  decide,
  explain,
  isFinal,
  lifecycle,
  parseEvent,
  parseStatus,
  type Rejected,
  type RejectionReason,
  type StatusAccepting,
} from './lifecycle/index.js';
export { type CampaignInput, type CampaignMachine, campaignMachine } from './machine/index.js';
