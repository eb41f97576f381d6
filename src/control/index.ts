/**
 * The view-model of a button that stops a campaign: no DOM, no framework.
 *
 * @packageDocumentation
 */

export {
  type CampaignControl,
  type CampaignControlOptions,
  createCampaignControl,
} from './campaign-control.js';
export type { CampaignControlSnapshot } from './control-snapshot.js';
export type { ServerAnswer } from './server-answer.js';
export type { ControlReason, GivenStatus } from './table-answer.js';
