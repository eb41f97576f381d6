import type { EndpointStats } from './push-endpoint-process.js';
import type { Receipt } from './send-campaign.js';

/**
 * Do the numbers agree? Everybody in the audience was counted once, and the endpoint, which counted
 * for itself, got each message that was delivered, none twice, and none that was not sent.
 */
export const addsUp = (
  { outcomes, spared }: Receipt,
  audience: number,
  { arrived, duplicates }: EndpointStats,
): boolean => {
  const counted = Object.values(outcomes).reduce((sum, count) => sum + count, spared);
  const arrivedMax = outcomes.delivered + outcomes['in-doubt'];
  const agrees = arrived >= outcomes.delivered && arrived <= arrivedMax && duplicates === 0;
  return counted === audience && agrees;
};
