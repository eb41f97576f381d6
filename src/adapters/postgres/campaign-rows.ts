import type { CampaignStatus } from '../../lifecycle/index.js';
import { storedStatus } from '../../service/stored-status.js';
import type { CampaignRow } from '../../sql/campaign-row.js';
import { campaignColumns } from './columns.js';
import type { Session } from './session.js';

export const findCampaign = (
  session: Session,
  campaignId: string,
): Promise<CampaignRow | undefined> =>
  session.get<CampaignRow>(`select ${campaignColumns} from @campaign where id = $1`, campaignId);

/**
 * The campaign, with its row locked against commands until the commit. For commands only: no step of
 * the ledger may ever do this, because a CANCEL would wait for it.
 */
export const lockCampaign = (
  session: Session,
  campaignId: string,
): Promise<CampaignRow | undefined> =>
  session.get<CampaignRow>(
    `select ${campaignColumns} from @campaign where id = $1 for no key update`,
    campaignId,
  );

/** The internal key and the status, without reading what may be large. */
export const findStatus = async (
  session: Session,
  campaignId: string,
): Promise<{ readonly key: number; readonly status: CampaignStatus } | undefined> => {
  const row = await session.get<{ key: number; status: string }>(
    'select key, status from @campaign where id = $1',
    campaignId,
  );
  return row && { key: row.key, status: storedStatus(campaignId, row.status) };
};
