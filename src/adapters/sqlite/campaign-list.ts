import { CampaignInputError } from '../../lifecycle/index.js';
import type { CampaignPage, CampaignStore } from '../../service/campaign-store.js';
import { type CampaignRow, recordOf } from './campaign-rows.js';
import type { Session } from './session.js';

const keyBefore = (after: string | undefined): number => {
  if (after === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new CampaignInputError('invalid-cursor', 'the `next` of a page that list gave', after);
};

/** A page, newest first: keys rise by insertion. */
export const readList = (
  session: Session,
  { status, after, limit }: Parameters<CampaignStore['list']>[0],
  limitMax: number,
): CampaignPage => {
  const size = Math.min(limit, limitMax);
  const key = keyBefore(after);
  const rows =
    status === undefined
      ? session.all<CampaignRow>(
          'select * from campaign where key < ? order by key desc limit ?',
          key,
          size + 1,
        )
      : session.all<CampaignRow>(
          'select * from campaign where status = ? and key < ? order by key desc limit ?',
          status,
          key,
          size + 1,
        );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    campaigns: page.map(recordOf),
    next: last && rows.length > size ? String(last.key) : null,
  };
};
