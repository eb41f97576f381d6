// @vitest-environment happy-dom
import { fireEvent, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { type Actor, createActor } from 'xstate';
import { campaignMachine } from '../../src/machine/index.js';
import { useCampaign } from '../../src/react/index.js';
import { describeInEachMode } from './describe-in-each-mode.js';
import { createOpenQuestion } from './open-question.js';
import { readButton, StopButton, stopButton } from './stop-button.js';

const LiveButton = ({ actorRef }: { readonly actorRef: Actor<typeof campaignMachine> }) => {
  const { buttonProps, descriptionProps } = useCampaign(actorRef);
  return (
    <>
      <button {...buttonProps}>Stop campaign</button>
      <p {...descriptionProps} />
    </>
  );
};

/** Puts the page there as the server sends it, and lets React take it over without a word. */
const serveAndHydrate = (page: ReactElement) => {
  const container = document.createElement('div');
  container.innerHTML = renderToString(page);
  document.body.append(container);
  const served = { button: stopButton(), says: readButton() };
  const onRecoverableError = vi.fn();
  render(page, { container, hydrate: true, onRecoverableError });
  expect(onRecoverableError).not.toHaveBeenCalled();
  return { served, hydrated: { button: stopButton(), says: readButton() } };
};

afterEach(() => document.body.replaceChildren());

describeInEachMode('hydration of useCampaignControl', () => {
  it.each(['draft', 'sending', 'cancelled', 'paused', undefined])(
    'takes over what the server drew, in %s',
    (status) => {
      const { served, hydrated } = serveAndHydrate(<StopButton status={status} />);
      expect(hydrated.button).toBe(served.button);
      expect(hydrated.says).toStrictEqual(served.says);
    },
  );

  it('makes the button that the server drew work', () => {
    const { onSend } = createOpenQuestion();
    const { served } = serveAndHydrate(<StopButton status="sending" onSend={onSend} />);
    fireEvent.click(served.button);
    expect(onSend).toHaveBeenCalledTimes(1);
    expect(readButton(served.button).label).toBe('Stopping…');
  });
});

describeInEachMode('hydration of useCampaign', () => {
  it('takes over what the server drew, and makes it work', () => {
    const actorRef = createActor(campaignMachine, { input: { campaignId: 'autumn-sale' } }).start();
    actorRef.send({ type: 'SCHEDULE' });
    const { served, hydrated } = serveAndHydrate(<LiveButton actorRef={actorRef} />);
    expect(hydrated.button).toBe(served.button);
    expect(hydrated.says).toStrictEqual(served.says);
    fireEvent.click(served.button);
    expect(actorRef.getSnapshot().value).toBe('cancelled');
  });
});
