import type { CampaignRecord, EpochMs, NewCampaign } from '../../service/campaign-store.js';
import { storedStatus } from '../../service/stored-status.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { checkData } from '../../sql/check-input.js';
import { findCampaign } from './campaign-rows.js';
import { recordEffects } from './effect-rows.js';
import { appendHistory } from './history-rows.js';
import type { Session } from './session.js';

/** Writes a campaign with its history, unless its id is there already. */
export const insertStep = (
  session: Session,
  campaign: NewCampaign,
  now: EpochMs,
): { readonly inserted: boolean; readonly campaign: CampaignRecord } => {
  const { id, status, dueAt, data, effects } = campaign;
  checkData(campaign);
  const row = session.get<CampaignRow>(
    `insert into campaign (id, status, due_at, created_at, changed_at, data)
     values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing returning *`,
    id,
    storedStatus(id, status),
    dueAt,
    now,
    now,
    JSON.stringify(data),
  );
  if (row) {
    appendHistory(session, row.key, now, { ...campaign, decision: null });
    recordEffects(session, row.key, effects, now);
    return { inserted: true, campaign: recordOf(row) };
  }
  const present = findCampaign(session, id);
  if (!present) throw new Error(`Expected campaign ${JSON.stringify(id)}, which kept out another.`);
  return { inserted: false, campaign: recordOf(present) };
};
