import type { EpochMs, HistoryEntry } from '../../service/campaign-store.js';
import { entryOf, type HistoryRow } from '../../sql/history-row.js';
import type { Session } from './session.js';

/** Appends a line; the number it gets is larger than that of every line there is. */
export const appendHistory = (
  session: Session,
  campaign: number,
  at: EpochMs,
  line: Pick<HistoryEntry, 'event' | 'commandId' | 'by' | 'reason' | 'decision'>,
): void => {
  session.run(
    `insert into campaign_history (campaign, at, event, command_id, by, reason, decision)
     values (?, ?, ?, ?, ?, ?, ?)`,
    campaign,
    at,
    line.event,
    line.commandId,
    line.by,
    line.reason,
    JSON.stringify(line.decision),
  );
};

export const findCommand = (
  session: Session,
  campaignId: string,
  commandId: string,
): HistoryEntry | undefined => {
  const row = session.get<HistoryRow>(
    `select h.* from campaign c join campaign_history h on h.campaign = c.key
     where c.id = ? and h.command_id = ?`,
    campaignId,
    commandId,
  );
  return row && entryOf(campaignId, row);
};

export const readHistory = (
  session: Session,
  campaignId: string,
  after: number,
  limit: number,
): readonly HistoryEntry[] =>
  session
    .all<HistoryRow>(
      `select h.* from campaign c join campaign_history h on h.campaign = c.key
       where c.id = ? and h.sequence > ? order by h.sequence limit ?`,
      campaignId,
      after,
      limit,
    )
    .map((row) => entryOf(campaignId, row));
