import { campaignStatuses } from '../../lifecycle/index.js';
import type { CampaignPage, CampaignStore } from '../../service/campaign-store.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { keyBefore } from '../../sql/check-input.js';
import type { Session } from './session.js';
import { withStatus } from './status-index.js';

const allSql = 'select * from campaign where key < ? order by key desc limit ?';
const sqlOf = Object.fromEntries(
  campaignStatuses.map((status) => [
    status,
    `select * from campaign ${withStatus(status)} and key < ? order by key desc limit ?`,
  ]),
);

/** A page, newest first: keys rise by insertion. A status that is in no table has no campaigns. */
export const readList = (
  session: Session,
  { status, after, limit }: Parameters<CampaignStore['list']>[0],
  limitMax: number,
): CampaignPage => {
  const sql = status === undefined ? allSql : sqlOf[status];
  if (sql === undefined) return { campaigns: [], next: null };
  const size = Math.min(limit, limitMax);
  const rows = session.all<CampaignRow>(sql, keyBefore(after), size + 1);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    campaigns: page.map(recordOf),
    next: last && rows.length > size ? String(last.key) : null,
  };
};
