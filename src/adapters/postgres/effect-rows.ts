import type { CampaignEffect } from '../../lifecycle/index.js';
import type { CampaignStore, EpochMs, RecordedEffect } from '../../service/campaign-store.js';
import { type EffectRow, effectOf } from '../../sql/effect-row.js';
import { createPlaceholders } from './placeholders.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';

const selected = `select c.id, c.due_at, e.effect, e.sequence, e.attempts, e.recorded_at,
  e.last_error, e.next_try_at
  from @campaign_effect e join @campaign c on c.key = e.campaign
  where e.settled_as is null`;

/** Records effects with the status that they follow from; one that was recorded before stays. */
export const recordEffects = async (
  session: Session,
  campaign: number,
  effects: readonly CampaignEffect['type'][],
  at: EpochMs,
): Promise<void> => {
  if (effects.length === 0) return;
  await session.run(
    `insert into @campaign_effect (campaign, effect, recorded_at, next_try_at)
     select $1::bigint, effect, $3::bigint, $3::bigint from unnest($2::text[]) with ordinality as given(effect, place)
     order by place on conflict do nothing`,
    campaign,
    effects,
    at,
  );
};

/** The oldest open effect of each campaign, if it is due. */
export const dueEffects = async (
  session: Session,
  { limit, campaignId }: Parameters<CampaignStore['dueEffects']>[0],
  clock: EpochMs | null,
): Promise<readonly RecordedEffect[]> => {
  const { bind, values } = createPlaceholders();
  const ofCampaign = campaignId === undefined ? '' : `and c.id = ${bind(campaignId)}`;
  const sql = `${selected} ${ofCampaign} and e.next_try_at <= ${storeTime(bind(clock))}
    and not exists (select 1 from @campaign_effect before where before.campaign = e.campaign
      and before.settled_as is null and before.sequence < e.sequence)
    order by e.sequence limit ${bind(limit)}`;
  return (await session.all<EffectRow>(sql, ...values)).map(effectOf);
};

export const openEffects = async (
  session: Session,
  campaignId: string,
): Promise<readonly RecordedEffect[]> => {
  const sql = `${selected} and c.id = $1 order by e.sequence`;
  return (await session.all<EffectRow>(sql, campaignId)).map(effectOf);
};

/** One statement for any number of effects. */
export const settleEffects = async (
  session: Session,
  effects: Parameters<CampaignStore['settleEffects']>[0],
): Promise<void> => {
  if (effects.length === 0) return;
  await session.run(
    `update @campaign_effect e set settled_as = given.as_what
     from unnest($1::text[], $2::text[], $3::text[]) as given(id, effect, as_what)
       join @campaign c on c.id = given.id
     where e.campaign = c.key and e.effect = given.effect and e.settled_as is null`,
    effects.map(({ campaignId }) => campaignId),
    effects.map(({ effect }) => effect),
    effects.map(({ as }) => as),
  );
};

export const deferEffect = async (
  session: Session,
  { campaignId, effect }: Pick<RecordedEffect, 'campaignId' | 'effect'>,
  { code, retryInMs }: { readonly code: string; readonly retryInMs: number },
  clock: EpochMs | null,
): Promise<void> => {
  await session.run(
    `update @campaign_effect set attempts = attempts + 1, last_error = $1,
       next_try_at = ${storeTime('$2')} + $3::bigint
     where effect = $4 and settled_as is null
       and campaign = (select key from @campaign where id = $5)`,
    code,
    clock,
    retryInMs,
    effect,
    campaignId,
  );
};
