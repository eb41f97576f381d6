import type { Rejected } from './decide.js';
import { transitions } from './lists.js';

/**
 * One English sentence for people about why an event was rejected, fit for a tooltip. Pure. Programs
 * look at `reason`, never at this text: it may be reworded in any release.
 */
export function explain({ from, event, reason }: Rejected): string {
  if (reason === 'repeated') return `The campaign is already ${from}.`;
  if (reason === 'too-late') return `${event} is no longer possible: the campaign is ${from}.`;
  const accepting = transitions.filter((row) => row.event === event).map((row) => row.from);
  return `${event} is not possible yet: the campaign is ${from}, not ${accepting.join(' or ')}.`;
}
