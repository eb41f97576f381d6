import type { CampaignPage, CampaignStore } from '../../service/campaign-store.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { keyBefore } from '../../sql/check-input.js';
import { campaignColumns } from './columns.js';
import { createPlaceholders } from './placeholders.js';
import type { Session } from './session.js';

/** A page, newest first: keys rise by insertion. A status that is in no table has no campaigns. */
export const readList = async (
  session: Session,
  { status, after, limit }: Parameters<CampaignStore['list']>[0],
  limitMax: number,
): Promise<CampaignPage> => {
  const { bind, values } = createPlaceholders();
  const size = Math.min(limit, limitMax);
  const ofStatus = status === undefined ? '' : `status = ${bind(status)} and`;
  const rows = await session.all<CampaignRow>(
    `select ${campaignColumns} from @campaign where ${ofStatus} key < ${bind(keyBefore(after))}
     order by key desc limit ${bind(size + 1)}`,
    ...values,
  );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    campaigns: page.map(recordOf),
    next: last && rows.length > size ? String(last.key) : null,
  };
};
