import type { CampaignEffect } from '../lifecycle/index.js';
import type { RecordedEffect } from '../service/campaign-store.js';

/** A row of `campaign_effect`, with what its campaign says. */
export interface EffectRow {
  readonly id: string;
  readonly effect: CampaignEffect['type'];
  readonly sequence: number;
  readonly attempts: number;
  readonly recorded_at: number;
  readonly due_at: number | null;
  readonly last_error: string | null;
  readonly next_try_at: number;
}

/** An effect as it is given to a relay. */
export const effectOf = (row: EffectRow): RecordedEffect => ({
  campaignId: row.id,
  effect: row.effect,
  sequence: row.sequence,
  attempts: row.attempts,
  recordedAt: row.recorded_at,
  dueAt: row.due_at,
  lastError: row.last_error,
  nextTryAt: row.next_try_at,
});
