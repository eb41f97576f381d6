/**
 * Shows the campaigns of a backend in Stately's inspector.
 *
 * @packageDocumentation
 */

export type { Redact } from './happening.js';
export {
  type CampaignInspection,
  type InspectCampaignsOptions,
  inspectCampaigns,
} from './inspect-campaigns.js';
export type { InspectedEvent, InspectedSnapshot, InspectorLike } from './inspector.js';
export type { InspectionMessage, SendMessage } from './messages.js';
