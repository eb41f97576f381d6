import type { CampaignEffect } from '../../lifecycle/index.js';
import type { CampaignStore, EpochMs, RecordedEffect } from '../../service/campaign-store.js';
import { type EffectRow, effectOf } from '../../sql/effect-row.js';
import type { Session } from './session.js';

// By the index of the open ones, of which there are few, however many were settled.
const selected = `select c.id, c.due_at, e.effect, e.sequence, e.attempts, e.recorded_at,
  e.last_error, e.next_try_at
  from campaign_effect e indexed by campaign_effect_open join campaign c on c.key = e.campaign
  where e.settled_as is null`;

const ofCampaign = 'and e.campaign = (select key from campaign where id = ?)';

const isOldestAndDue = `and e.next_try_at <= ? and not exists (
  select 1 from campaign_effect before where before.campaign = e.campaign
  and before.settled_as is null and before.sequence < e.sequence)
  order by e.sequence limit ?`;

/** Records effects with the status that they follow from; one that was recorded before stays. */
export const recordEffects = (
  session: Session,
  campaign: number,
  effects: readonly CampaignEffect['type'][],
  at: EpochMs,
): void => {
  for (const effect of effects) {
    session.run(
      `insert into campaign_effect (campaign, effect, recorded_at, next_try_at)
       values (?, ?, ?, ?) on conflict do nothing`,
      campaign,
      effect,
      at,
      at,
    );
  }
};

/** The oldest open effect of each campaign, if it is due. */
export const dueEffects = (
  session: Session,
  { limit, campaignId }: Parameters<CampaignStore['dueEffects']>[0],
  now: EpochMs,
): readonly RecordedEffect[] => {
  const rows =
    campaignId === undefined
      ? session.all<EffectRow>(`${selected} ${isOldestAndDue}`, now, limit)
      : session.all<EffectRow>(
          `${selected} ${ofCampaign} ${isOldestAndDue}`,
          campaignId,
          now,
          limit,
        );
  return rows.map(effectOf);
};

export const openEffects = (session: Session, campaignId: string): readonly RecordedEffect[] =>
  session.all<EffectRow>(`${selected} ${ofCampaign} order by e.sequence`, campaignId).map(effectOf);

export const settleEffects = (
  session: Session,
  effects: Parameters<CampaignStore['settleEffects']>[0],
): void => {
  for (const { campaignId, effect, as } of effects) {
    session.run(
      `update campaign_effect set settled_as = ? where effect = ? and settled_as is null
       and campaign = (select key from campaign where id = ?)`,
      as,
      effect,
      campaignId,
    );
  }
};

export const deferEffect = (
  session: Session,
  { campaignId, effect }: Pick<RecordedEffect, 'campaignId' | 'effect'>,
  { code, nextTryAt }: { readonly code: string; readonly nextTryAt: EpochMs },
): void => {
  session.run(
    `update campaign_effect set attempts = attempts + 1, last_error = ?, next_try_at = ?
     where effect = ? and settled_as is null
     and campaign = (select key from campaign where id = ?)`,
    code,
    nextTryAt,
    effect,
    campaignId,
  );
};
