import { can } from './can.js';
import { type CampaignEventType, type CampaignStatus, lifecycle } from './lifecycle.js';
import { transitions } from './lists.js';

/**
 * Why an event was rejected:
 * - `repeated`: the campaign is already where the event leads; harmless.
 * - `too-early`: a status that accepts it can still be reached.
 * - `too-late`: no status that accepts it can be reached any more.
 */
export type RejectionReason = 'repeated' | 'too-early' | 'too-late';

/** The reason follows from the graph: no cell of the table has one written by hand. */
export const reasonFor = (from: CampaignStatus, event: CampaignEventType): RejectionReason => {
  if (transitions.some((into) => into.to === from && into.event === event)) return 'repeated';
  // The set grows while it is walked, until it holds every status that can still be reached.
  const ahead = new Set<CampaignStatus>([from]);
  for (const status of ahead) {
    if (can(status, event)) return 'too-early';
    for (const { target } of Object.values(lifecycle[status].on)) ahead.add(target);
  }
  return 'too-late';
};
