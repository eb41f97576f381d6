import { useEffect, useState, useSyncExternalStore } from 'react';
import {
  type CampaignControlOptions,
  type CampaignControlSnapshot,
  createCampaignControl,
  type GivenStatus,
} from '../control/index.js';
import type { CampaignEventType } from '../lifecycle/index.js';
import { type CampaignButton, useButton } from './campaign-button.js';

/** What {@link useCampaignControl} is given besides the status and the event. */
export interface UseCampaignControlOptions extends Pick<CampaignControlOptions, 'onSend'> {
  /**
   * Which campaign it is, for a component that shows one after another: another id starts afresh, and
   * what the server still has to say about the last one is not shown with this one. Not needed where
   * the component has the campaign as its `key`.
   */
  readonly campaignId?: string | undefined;
}

/**
 * A button for one event of a campaign, from its plain status: enabled or not, why not, and safe to
 * press. Where the server answers that the status has moved, the button follows it until `status`
 * changes. Works without XState; safe under StrictMode, on the server and in hydration.
 *
 * @throws `CampaignInputError` with code `unknown-event`. A status is never an error.
 *
 * @example
 * const { pending, buttonProps, descriptionProps } = useCampaignControl(campaign.status, 'CANCEL', {
 *   onSend: () => fetch(`/api/campaigns/${campaign.id}/cancel`, { method: 'POST' }),
 * });
 * return <>
 *   <button {...buttonProps}>{pending ? 'Stopping…' : 'Stop campaign'}</button>
 *   <p {...descriptionProps} />
 * </>;
 */
export function useCampaignControl(
  status: GivenStatus,
  eventType: CampaignEventType,
  { onSend, campaignId }: UseCampaignControlOptions,
): CampaignControlSnapshot & CampaignButton {
  const create = () => {
    const options = { status, eventType, onSend };
    return { campaignId, options, control: createCampaignControl(options) };
  };
  const [held, hold] = useState(create);
  // React renders again at once, before anybody sees what is returned here.
  if (held.campaignId !== campaignId || held.options.eventType !== eventType) hold(create());
  const { control, options } = held;

  // A render may be thrown away, so it only peeks; what it saw is told to the control afterwards. The
  // control takes `onSend` from its options when it sends, so it always finds the latest there.
  const peek = () => control.peek(status);
  const snapshot = useSyncExternalStore(control.subscribe, peek, peek);
  useEffect(() => {
    options.onSend = onSend;
    control.setStatus(status);
  });
  return useButton(snapshot, control.send);
}
