import type { CampaignRecord, NewCampaign } from '../../service/campaign-store.js';
import { storedStatus } from '../../service/stored-status.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { checkData } from '../../sql/check-input.js';
import { findCampaign } from './campaign-rows.js';
import { campaignColumns } from './columns.js';
import { recordEffects } from './effect-rows.js';
import { appendHistory } from './history-rows.js';
import type { Scope } from './transaction-scope.js';

/** Writes a campaign with its history, unless its id is there already. */
export const insertStep = async (
  { session, now }: Scope,
  campaign: NewCampaign,
): Promise<{ readonly inserted: boolean; readonly campaign: CampaignRecord }> => {
  const { id, status, dueAt, data, effects } = campaign;
  checkData(campaign);
  const row = await session.get<CampaignRow>(
    `insert into @campaign (id, status, due_at, created_at, changed_at, data)
     values ($1, $2, $3, $4, $4, $5) on conflict (id) do nothing returning ${campaignColumns}`,
    id,
    storedStatus(id, status),
    dueAt,
    now,
    JSON.stringify(data),
  );
  if (row) {
    await appendHistory(session, row.key, now, { ...campaign, decision: null });
    await recordEffects(session, row.key, effects, now);
    return { inserted: true, campaign: recordOf(row) };
  }
  const present = await findCampaign(session, id);
  if (!present) throw new Error(`Expected campaign ${JSON.stringify(id)}, which kept out another.`);
  return { inserted: false, campaign: recordOf(present) };
};
