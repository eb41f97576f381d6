import type { EpochMs, HistoryEntry } from '../../service/campaign-store.js';
import { entryOf, type HistoryRow } from '../../sql/history-row.js';
import { historyColumns } from './columns.js';
import type { Session } from './session.js';

/**
 * Appends a line. The number it gets is larger than that of every line of this campaign: whoever
 * appends has the campaign's row locked until the commit.
 */
export const appendHistory = (
  session: Session,
  campaign: number,
  at: EpochMs,
  line: Pick<HistoryEntry, 'event' | 'commandId' | 'by' | 'reason' | 'decision'>,
): Promise<number> =>
  session.run(
    `insert into @campaign_history (campaign, at, event, command_id, by, reason, decision)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    campaign,
    at,
    line.event,
    line.commandId,
    line.by,
    line.reason,
    JSON.stringify(line.decision),
  );

export const findCommand = async (
  session: Session,
  campaignId: string,
  commandId: string,
): Promise<HistoryEntry | undefined> => {
  const row = await session.get<HistoryRow>(
    `select ${historyColumns} from @campaign_history h
     where h.campaign = (select key from @campaign where id = $1) and h.command_id = $2`,
    campaignId,
    commandId,
  );
  return row && entryOf(campaignId, row);
};

export const readHistory = async (
  session: Session,
  campaignId: string,
  after: number,
  limit: number,
): Promise<readonly HistoryEntry[]> => {
  const rows = await session.all<HistoryRow>(
    `select ${historyColumns} from @campaign c join @campaign_history h on h.campaign = c.key
     where c.id = $1 and h.sequence > $2 order by h.sequence limit $3`,
    campaignId,
    after,
    limit,
  );
  return rows.map((row) => entryOf(campaignId, row));
};
