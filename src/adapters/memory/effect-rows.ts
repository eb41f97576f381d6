import type { CampaignStore, EpochMs, RecordedEffect } from '../../service/campaign-store.js';
import { type CampaignRow, type EffectRow, type MemoryState, putCampaign } from './memory-state.js';

const isOpen = ({ settledAs }: EffectRow): boolean => settledAs === null;

const givenOut = ({ record }: CampaignRow, row: EffectRow): RecordedEffect => {
  const { settledAs: _, ...effect } = row;
  return { campaignId: record.id, ...effect, dueAt: record.dueAt };
};

/** The oldest open effect of each campaign, if it is due: an effect waits for those before it. */
export const dueEffects = (
  state: MemoryState,
  { limit, campaignId }: Parameters<CampaignStore['dueEffects']>[0],
  now: EpochMs,
): readonly RecordedEffect[] =>
  [...state.campaigns.values()]
    .filter(({ record }) => campaignId === undefined || record.id === campaignId)
    .flatMap((campaign) => {
      const oldest = campaign.effects.find(isOpen);
      return oldest && oldest.nextTryAt <= now ? [givenOut(campaign, oldest)] : [];
    })
    .sort((a, b) => a.sequence - b.sequence)
    .slice(0, limit);

/** All that is not settled, in commit order. */
export const openEffects = (state: MemoryState, campaignId: string): readonly RecordedEffect[] => {
  const campaign = state.campaigns.get(campaignId);
  return campaign?.effects.filter(isOpen).map((row) => givenOut(campaign, row)) ?? [];
};

const replaceOpen = (
  state: MemoryState,
  { campaignId, effect }: Pick<RecordedEffect, 'campaignId' | 'effect'>,
  replace: (row: EffectRow) => EffectRow,
): void => {
  const campaign = state.campaigns.get(campaignId);
  if (campaign === undefined) return;
  const effects = campaign.effects.map((row) =>
    row.effect === effect && isOpen(row) ? replace(row) : row,
  );
  putCampaign(state, { ...campaign, effects });
};

/** Settles what is open of these. */
export const settleEffects = (
  state: MemoryState,
  effects: Parameters<CampaignStore['settleEffects']>[0],
): void => {
  for (const settled of effects) {
    replaceOpen(state, settled, (row) => ({ ...row, settledAs: settled.as }));
  }
};

/** One more attempt that failed. */
export const deferEffect = (
  state: MemoryState,
  effect: Pick<RecordedEffect, 'campaignId' | 'effect'>,
  { code, retryInMs }: Parameters<CampaignStore['deferEffect']>[1],
  now: EpochMs,
): void =>
  replaceOpen(state, effect, (row) => ({
    ...row,
    attempts: row.attempts + 1,
    lastError: code,
    nextTryAt: now + retryInMs,
  }));
