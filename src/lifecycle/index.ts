/**
 * The table, the pure decision and what is derived from them, without XState or anything else.
 *
 * @packageDocumentation
 */

export { acceptedEvents } from './accepted-events.js';
export { can } from './can.js';
export {
  type Accepted,
  type Decision,
  decide,
  type Rejected,
} from './decide.js';
export { explain } from './explain.js';
export { CampaignInputError, type CampaignInputErrorCode } from './input-error.js';
export { isFinal } from './is-final.js';
export {
  type CampaignEffect,
  type CampaignEvent,
  type CampaignEventType,
  type CampaignStatus,
  lifecycle,
  type StatusAccepting,
} from './lifecycle.js';
export { campaignEffects, campaignEventTypes, campaignStatuses } from './lists.js';
export { parseEvent, parseStatus } from './parse.js';
export type { RejectionReason } from './reason.js';
