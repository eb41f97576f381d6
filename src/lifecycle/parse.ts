import { CampaignInputError } from './input-error.js';
import type { CampaignEvent, CampaignStatus } from './lifecycle.js';
import { campaignEventTypes, campaignStatuses } from './lists.js';

const eventsOf = (types: typeof campaignEventTypes) =>
  types.map((type) => Object.freeze({ type }) as CampaignEvent);

const events = /* @__PURE__ */ eventsOf(campaignEventTypes);

/**
 * The status that `input` is, if it is exactly one of {@link campaignStatuses}. Nothing is trimmed,
 * folded or guessed: other systems' words go through `campaign-machine/foreign`. Pure.
 *
 * @throws {@link CampaignInputError} with code `unknown-status`
 */
export function parseStatus(input: unknown): CampaignStatus {
  const status = campaignStatuses.find((known) => known === input);
  if (status) return status;
  throw new CampaignInputError('unknown-status', `one of ${campaignStatuses.join(', ')}`, input);
}

/**
 * The event that `input` is: any object whose `type` is exactly one of {@link campaignEventTypes}.
 * Other keys are ignored, and the answer is the one frozen event of that type, not the object that
 * came, so nothing a caller attached travels on. Pure.
 *
 * @throws {@link CampaignInputError} with code `unknown-event`
 */
export function parseEvent(input: unknown): CampaignEvent {
  const type = (input as { readonly type?: unknown } | null | undefined)?.type;
  const event = events.find((known) => known.type === type);
  if (event) return event;
  const expected = `{ type: one of ${campaignEventTypes.join(', ')} }`;
  throw new CampaignInputError('unknown-event', expected, type ?? input);
}
