import { accepted } from './accepted.js';
import type { CampaignEventType, CampaignStatus, StatusAccepting } from './lifecycle.js';

/** `Type` where it is one literal, `never` where it is a union of several. */
type Single<Type, Each = Type> = Each extends Type ? ([Type] extends [Each] ? Type : never) : never;

/**
 * Is this event accepted in this status? For buttons and guards: the answer and nothing else.
 *
 * For one literal event the status is narrowed: behind `can(status, 'CANCEL')` it is
 * `'ready' | 'sending'`. For a union of events the answer is a plain boolean. Pure; anything that is
 * not a status or not an event is answered with `false`, never with an error.
 *
 * @example
 * button.disabled = !can(campaign.status, 'CANCEL');
 */
export function can<const Type extends CampaignEventType>(
  status: CampaignStatus,
  eventType: Single<Type>,
): status is StatusAccepting<Type>;
export function can(status: CampaignStatus, eventType: CampaignEventType): boolean;
export function can(status: unknown, eventType: unknown): boolean {
  // `typeof`, because an object with a toString would otherwise be turned into a key.
  const events = typeof status === 'string' ? accepted[status as CampaignStatus] : undefined;
  return events?.includes(eventType as CampaignEventType) === true;
}
