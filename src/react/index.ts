/**
 * Hooks for React.
 *
 * @packageDocumentation
 */

export type { CampaignButton } from './campaign-button.js';
export { type CampaignActorRef, useCampaign } from './use-campaign.js';
export { type UseCampaignControlOptions, useCampaignControl } from './use-campaign-control.js';
