import { CampaignInputError, decide } from '../lifecycle/index.js';
import type { StatusChange } from './campaign-store.js';

/**
 * Refuses an accepted decision that the lifecycle does not have. For adapters: the last line behind
 * the pure decision, for whoever calls a store with a decision made by hand.
 *
 * @throws `CampaignInputError` with code `impossible-move`
 */
export function checkMove({ campaignId, decision }: StatusChange): void {
  if (!decision.accepted) return;
  const known = decide(decision.from, { type: decision.event });
  if (known.accepted && known.to === decision.to) return;
  throw new CampaignInputError(
    'impossible-move',
    `a move of campaign ${JSON.stringify(campaignId)} that is in the lifecycle`,
    `${decision.event}: ${decision.from} -> ${decision.to}`,
  );
}
