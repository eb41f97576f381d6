import { type CampaignStatus, lifecycle } from './lifecycle.js';
import { parseStatus } from './parse.js';

/**
 * Has the campaign ended? In a final status no event is accepted and the status never moves again.
 * Pure.
 *
 * @throws {@link CampaignInputError} with code `unknown-status`: an unknown status is neither final
 * nor not
 */
export function isFinal(status: CampaignStatus): boolean {
  return 'type' in lifecycle[parseStatus(status)];
}
