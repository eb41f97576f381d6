import type { CampaignStatus } from '../../lifecycle/index.js';
import { literal } from '../../sql/literal.js';
import { waitingStatus } from '../../sql/statuses.js';

const isWaiting = `status = ${literal(waitingStatus)}`;
const isNotWaiting = `status <> ${literal(waitingStatus)}`;

/**
 * Each campaign is in one of two indexes, so that a move writes to few pages: those that wait by when
 * they are due, the others by their status.
 */
export const statusIndexes = `
create index campaign_due on campaign (coalesce(due_at, 0)) where ${isWaiting};
create index campaign_by_status on campaign (status) where ${isNotWaiting};
`;

/** Continues `… from campaign`: those with this status, by the index that they are in. */
export const withStatus = (status: CampaignStatus): string =>
  status === waitingStatus
    ? `indexed by campaign_due where ${isWaiting}`
    : // Said in full, because SQLite does not conclude that one word is not another.
      `indexed by campaign_by_status where ${isNotWaiting} and status = ${literal(status)}`;
