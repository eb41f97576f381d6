import type { Decision } from '../../lifecycle/index.js';
import type { EpochMs, HistoryEntry } from '../../service/campaign-store.js';
import type { Session } from './session.js';

interface HistoryRow {
  readonly sequence: number;
  readonly at: number;
  readonly event: HistoryEntry['event'];
  readonly command_id: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly decision: string;
}

const entryOf = (campaignId: string, row: HistoryRow): HistoryEntry => ({
  campaignId,
  sequence: row.sequence,
  at: row.at,
  event: row.event,
  commandId: row.command_id,
  by: row.by,
  reason: row.reason,
  decision: JSON.parse(row.decision) as Decision | null,
});

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
