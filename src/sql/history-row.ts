import type { Decision } from '../lifecycle/index.js';
import type { HistoryEntry } from '../service/campaign-store.js';

/** A row of `campaign_history`. */
export interface HistoryRow {
  readonly sequence: number;
  readonly at: number;
  readonly event: HistoryEntry['event'];
  readonly command_id: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly decision: string;
}

/** A line of the audit trail as it is given out. */
export const entryOf = (campaignId: string, row: HistoryRow): HistoryEntry => ({
  campaignId,
  sequence: row.sequence,
  at: row.at,
  event: row.event,
  commandId: row.command_id,
  by: row.by,
  reason: row.reason,
  decision: JSON.parse(row.decision) as Decision | null,
});
