import { accepted } from './accepted.js';
import type { CampaignEventType, CampaignStatus } from './lifecycle.js';
import { parseStatus } from './parse.js';

/**
 * The events accepted in this status, in lifecycle order; none where it is final. Frozen, the
 * identical array every time. Pure.
 *
 * @throws {@link CampaignInputError} with code `unknown-status`
 */
export function acceptedEvents(status: CampaignStatus): readonly CampaignEventType[] {
  return accepted[parseStatus(status)];
}
