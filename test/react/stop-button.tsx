import { screen } from '@testing-library/react';
import { Profiler } from 'react';
import type { GivenStatus } from '../../src/control/index.js';
import type { CampaignEventType } from '../../src/lifecycle/index.js';
import { useCampaignControl } from '../../src/react/index.js';

interface StopButtonProps {
  readonly status: GivenStatus;
  readonly onSend?: () => unknown;
  readonly eventType?: CampaignEventType;
  readonly campaignId?: string;
  /** Called whenever React puts something of this component on the page. */
  readonly onCommit?: () => void;
}

const never = () => new Promise<never>(() => {});

/** A stop button as the docs show it, and an element for each thing that it may say. */
const Button = ({ status, onSend, eventType, campaignId }: StopButtonProps) => {
  const { pending, failure, buttonProps, descriptionProps } = useCampaignControl(
    status,
    eventType ?? 'CANCEL',
    { onSend: onSend ?? never, campaignId },
  );
  return (
    <>
      <button {...buttonProps}>{pending ? 'Stopping…' : 'Stop campaign'}</button>
      <p {...descriptionProps} />
      <output>{failure ? String(failure.error) : ''}</output>
    </>
  );
};

export const StopButton = (props: StopButtonProps) => (
  <Profiler id="button" onRender={() => props.onCommit?.()}>
    <Button {...props} />
  </Profiler>
);

/** The button, also while it says that it is at work. */
export const stopButton = (): HTMLElement => screen.getByRole('button', { name: /^Stop/ });

/** What a person finds there, by eye or by screen reader. */
export const readButton = (button: HTMLElement = stopButton()) => {
  const describedBy = button.getAttribute('aria-describedby');
  return {
    label: button.textContent,
    enabled: button.getAttribute('aria-disabled') === 'false',
    description: describedBy === null ? null : document.getElementById(describedBy)?.textContent,
  };
};
