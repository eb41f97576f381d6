import type { CampaignReport } from 'campaign-machine/service';
import type { ArrivalCounts } from '../push/arrivals.js';

/**
 * Do the numbers agree, now that the campaign is over? Everybody in the audience was counted once, and
 * the endpoint, which counted for itself, got each message that was delivered, none twice, and none
 * that was not sent. What is in doubt may have arrived or not.
 */
export const addsUp = (
  { counts, audience }: Pick<CampaignReport, 'counts' | 'audience'>,
  expected: number,
  { arrived, duplicates }: ArrivalCounts,
): boolean => {
  if (counts === 'unknown') return false;
  const { pending, claimed, begun, delivered, failed, skipped, inDoubt } = counts;
  const isOver = pending + claimed + begun === 0;
  const counted = delivered + failed + skipped + inDoubt;
  // A cancel may come before everybody was read; who was not read is in no count.
  const isRead = audience.sealed ? audience.size === expected : audience.size <= expected;
  const agrees = arrived >= delivered && arrived <= delivered + inDoubt && duplicates === 0;
  return isOver && counted === audience.size && isRead && agrees;
};
