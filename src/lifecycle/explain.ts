import { can } from './can.js';
import type { Rejected } from './decide.js';
import { campaignStatuses } from './lists.js';

/**
 * One English sentence for people about why an event was rejected, fit for a tooltip. Pure. Programs
 * look at `reason`, never at this text: it may be reworded in any release.
 */
export function explain({ from, event, reason }: Rejected): string {
  if (reason === 'repeated') return `The campaign is already ${from}.`;
  if (reason === 'too-late') return `${event} is no longer possible: the campaign is ${from}.`;
  const accepting = campaignStatuses.filter((status) => can(status, event));
  return `${event} is not possible yet: the campaign is ${from}, not ${accepting.join(' or ')}.`;
}
