import type { CampaignRow } from '../../api.js';

/** A campaign's recipients in the words of the pages; the five in the middle add up to `audience`. */
export interface Progress {
  readonly audience: number;
  readonly sent: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly skipped: number;
  readonly pending: number;
  /** All that left this house, whatever became of it. */
  readonly handedOver: number;
}

/**
 * What a row says about its recipients. Those who have not been read yet are pending, or skipped once
 * the campaign is cancelled: the row's counts are only of those who have.
 */
export const progressOf = ({ audience, counts, status }: CampaignRow): Progress => {
  const { delivered: sent, failed, inDoubt, begun } = counts;
  const unread = audience.sealed ? 0 : Math.max(0, audience.expected - audience.size);
  const isCancelled = status === 'cancelled';
  const skipped = counts.skipped + (isCancelled ? unread : 0);
  const pending = counts.pending + counts.claimed + begun + (isCancelled ? 0 : unread);
  return {
    audience: audience.size + unread,
    sent,
    failed,
    inDoubt,
    skipped,
    pending,
    handedOver: sent + failed + inDoubt + begun,
  };
};
