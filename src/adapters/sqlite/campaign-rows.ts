import type { CampaignStatus } from '../../lifecycle/index.js';
import { storedStatus } from '../../service/stored-status.js';
import type { CampaignRow } from '../../sql/campaign-row.js';
import type { Session } from './session.js';

export const findCampaign = (session: Session, campaignId: string): CampaignRow | undefined =>
  session.get<CampaignRow>('select * from campaign where id = ?', campaignId);

/** The internal key, without reading what may be large. */
export const keyOf = (session: Session, campaignId: string): number | undefined =>
  session.get<{ key: number }>('select key from campaign where id = ?', campaignId)?.key;

/** The status alone; `undefined`: no such campaign. */
export const statusOf = (session: Session, campaignId: string): CampaignStatus | undefined => {
  const row = session.get<{ status: string }>(
    'select status from campaign where id = ?',
    campaignId,
  );
  return row && storedStatus(campaignId, row.status);
};
