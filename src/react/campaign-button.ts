import { useId } from 'react';
import type { CampaignControlSnapshot } from '../control/index.js';

/** What a component needs to draw a button that sends one event to one campaign, and nothing to style. */
export interface CampaignButton extends Omit<CampaignControlSnapshot, 'status'> {
  /** Sends the event if the button is enabled; otherwise nothing. The same function as long as it can be. */
  readonly send: () => void;
  /**
   * For a `<button>`. It gets `aria-disabled` and never `disabled`: a browser takes the focus away from
   * a disabled button, and a person who works with the keyboard could no longer read why it is off.
   */
  readonly buttonProps: {
    readonly type: 'button';
    readonly 'aria-disabled': boolean;
    /** The element that says why, as long as there is something to say. */
    readonly 'aria-describedby': string | undefined;
    readonly onClick: () => void;
  };
  /** For the element that says why: `<p {...descriptionProps} />`. Empty where there is nothing to say. */
  readonly descriptionProps: { readonly id: string; readonly children: string | undefined };
}

/** A button for what there is to show. Spread, its props are equal as long as nothing changes. */
export const useButton = <Snapshot extends Omit<CampaignControlSnapshot, 'status'>>(
  snapshot: Snapshot,
  send: () => void,
): Snapshot & CampaignButton => {
  const id = useId();
  const { enabled, explanation } = snapshot;
  return {
    ...snapshot,
    send,
    buttonProps: {
      type: 'button',
      'aria-disabled': !enabled,
      'aria-describedby': explanation && id,
      onClick: send,
    },
    descriptionProps: { id, children: explanation },
  };
};
