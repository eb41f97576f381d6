// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from '@testing-library/react';
import { type ReactNode, Suspense, startTransition, useState, version } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import {
  CampaignInputError,
  campaignStatuses,
  decide,
  explain,
} from '../../src/lifecycle/index.js';
import { describeInEachMode } from './describe-in-each-mode.js';
import { createOpenQuestion } from './open-question.js';
import { readButton, StopButton, stopButton } from './stop-button.js';

const never = () => new Promise<never>(() => {});
const click = () => fireEvent.click(stopButton());

const slow = never();
const Slow = (): ReactNode => {
  throw slow;
};

/** The next status is drawn, but never shown: something beside the button is not ready for it. */
const PageThatNeverTurns = ({ onSend }: { readonly onSend: () => unknown }) => {
  const [status, setStatus] = useState('sending');
  return (
    <Suspense>
      <StopButton status={status} onSend={onSend} />
      <button type="button" onClick={() => startTransition(() => setStatus('sent'))}>
        Next
      </button>
      {status === 'sent' ? <Slow /> : null}
    </Suspense>
  );
};

describe('React', () => {
  it('is the one that this run is about', () => {
    expect(version).toMatch(new RegExp(`^${process.env['REACT_VERSION'] ?? '19'}`));
  });
});

describeInEachMode('useCampaignControl', () => {
  it('refuses an event that there is not', () => {
    const misspelt = 'cancel' as 'CANCEL';
    const drawn = () => renderToString(<StopButton status="sending" eventType={misspelt} />);
    expect(drawn).toThrow(CampaignInputError);
  });

  it.each(campaignStatuses)('draws in %s what the lifecycle says', (status) => {
    render(<StopButton status={status} />);
    const decision = decide(status, { type: 'CANCEL' });
    expect(readButton()).toStrictEqual({
      label: 'Stop campaign',
      enabled: decision.accepted,
      description: decision.accepted ? null : explain(decision),
    });
  });

  it.each(['paused', '', null, undefined, Number.NaN, {}, '<b>sending</b>'])(
    'draws a button that is off for a status nobody knows: %o',
    (status) => {
      render(<StopButton status={status as string} />);
      expect(readButton()).toMatchObject({
        enabled: false,
        description: 'The status of the campaign is not known here.',
      });
    },
  );

  it('sends one event for two clicks, and says that it is on its way', async () => {
    const question = createOpenQuestion();
    render(<StopButton status="sending" onSend={question.onSend} />);
    act(() => {
      click();
      click();
    });
    click();
    expect(question.onSend.mock.calls).toStrictEqual([[{ type: 'CANCEL' }]]);
    expect(readButton()).toStrictEqual({ label: 'Stopping…', enabled: false, description: null });
  });

  it('sends nothing where the button is off', () => {
    const onSend = vi.fn();
    render(<StopButton status="sent" onSend={onSend} />);
    click();
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends from the status that it has come to', () => {
    const onSend = vi.fn(never);
    const { rerender } = render(<StopButton status="draft" onSend={onSend} />);
    rerender(<StopButton status="sending" onSend={onSend} />);
    click();
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it('asks with the onSend of the latest render', () => {
    const [early, late] = [vi.fn(), vi.fn(never)];
    const { rerender } = render(<StopButton status="sending" onSend={early} />);
    rerender(<StopButton status="sending" onSend={late} />);
    click();
    expect([early.mock.calls.length, late.mock.calls.length]).toStrictEqual([0, 1]);
  });

  it('follows a server that says where the campaign has gone, until the status differs', async () => {
    const question = createOpenQuestion();
    const { rerender } = render(<StopButton status="ready" onSend={question.onSend} />);
    click();
    await question.fail({ status: 409, code: 'too-late', currentStatus: 'sent' });
    const sent = 'CANCEL is no longer possible: the campaign is sent.';
    expect(readButton()).toMatchObject({ enabled: false, description: sent });
    rerender(<StopButton status="ready" onSend={question.onSend} />);
    expect(readButton()).toMatchObject({ enabled: false, description: sent });
    rerender(<StopButton status="sending" onSend={question.onSend} />);
    expect(readButton()).toMatchObject({ enabled: true, description: null });
  });

  it('does not let a late answer undo a newer status', async () => {
    const question = createOpenQuestion();
    const { rerender } = render(<StopButton status="ready" onSend={question.onSend} />);
    click();
    rerender(<StopButton status="cancelled" onSend={question.onSend} />);
    await question.answer({ accepted: false, from: 'sending' });
    expect(readButton().description).toBe('The campaign is already cancelled.');
  });

  it('says that a send failed, and sends again', async () => {
    const question = createOpenQuestion();
    render(<StopButton status="sending" onSend={question.onSend} />);
    click();
    await question.fail(new Error('no network'));
    expect(screen.getByText('Error: no network').tagName).toBe('OUTPUT');
    expect(readButton()).toStrictEqual({
      label: 'Stop campaign',
      enabled: true,
      description: 'CANCEL was not confirmed. Sending it again does no harm.',
    });
    click();
    expect(readButton()).toMatchObject({ label: 'Stopping…', description: null });
    await question.answer({ accepted: true, to: 'cancelled' });
    expect(readButton().description).toBe('The campaign is already cancelled.');
    expect(question.onSend).toHaveBeenCalledTimes(2);
  });

  it('keeps the focus where it is, from the click to the answer and after', async () => {
    const question = createOpenQuestion();
    render(<StopButton status="sending" onSend={question.onSend} />);
    const button = stopButton();
    button.focus();
    click();
    expect(document.activeElement).toBe(button);
    await question.answer({ accepted: true, to: 'cancelled' });
    expect(document.activeElement).toBe(button);
    expect(button.hasAttribute('disabled')).toBe(false);
  });

  it('never submits the form that it stands in', () => {
    render(<StopButton status="sending" />);
    expect(stopButton().getAttribute('type')).toBe('button');
  });

  it('leaves nothing behind when it goes while an answer is due', async () => {
    const question = createOpenQuestion();
    const onCommit = vi.fn();
    const { unmount } = render(
      <StopButton status="sending" onSend={question.onSend} onCommit={onCommit} />,
    );
    click();
    unmount();
    onCommit.mockClear();
    await question.answer({ accepted: true, to: 'cancelled' });
    expect(onCommit).not.toHaveBeenCalled();
  });

  it('draws once for each thing that changes, and never for what does not', async () => {
    const question = createOpenQuestion();
    const onCommit = vi.fn();
    const props = { onSend: question.onSend, onCommit };
    const { rerender } = render(<StopButton status="ready" {...props} />);
    expect(onCommit).toHaveBeenCalledTimes(1);
    rerender(<StopButton status="sending" {...props} />);
    expect(onCommit).toHaveBeenCalledTimes(2);
    click();
    expect(onCommit).toHaveBeenCalledTimes(3);
    await question.answer({ accepted: true, to: 'cancelled' });
    expect(onCommit).toHaveBeenCalledTimes(4);
    // The API learns what the server had answered: drawn because the parent draws, and not once more.
    rerender(<StopButton status="cancelled" {...props} />);
    expect(onCommit).toHaveBeenCalledTimes(5);
    click();
    expect(onCommit).toHaveBeenCalledTimes(5);
  });

  it('starts afresh with another campaign, whatever the last one still hears', async () => {
    const question = createOpenQuestion();
    const { rerender } = render(
      <StopButton campaignId="a" status="sending" onSend={question.onSend} />,
    );
    click();
    rerender(<StopButton campaignId="b" status="sending" onSend={question.onSend} />);
    expect(readButton()).toMatchObject({ label: 'Stop campaign', enabled: true });
    await question.answer({ accepted: true, to: 'cancelled' });
    expect(readButton()).toMatchObject({ label: 'Stop campaign', enabled: true });
    click();
    expect(question.onSend).toHaveBeenCalledTimes(2);
  });

  it('starts afresh with another event', () => {
    const onSend = vi.fn(never);
    const { rerender } = render(<StopButton status="draft" eventType="CANCEL" onSend={onSend} />);
    expect(readButton().enabled).toBe(false);
    rerender(<StopButton status="draft" eventType="SCHEDULE" onSend={onSend} />);
    expect(readButton().enabled).toBe(true);
    click();
    expect(onSend.mock.calls).toStrictEqual([[{ type: 'SCHEDULE' }]]);
  });

  it('describes each of several buttons by its own sentence', () => {
    render(
      <>
        <StopButton status="sent" />
        <StopButton status="cancelled" />
      </>,
    );
    expect(screen.getAllByRole('button').map((each) => readButton(each).description)).toStrictEqual(
      ['CANCEL is no longer possible: the campaign is sent.', 'The campaign is already cancelled.'],
    );
  });

  it('is not moved by a render that React gives up', () => {
    const onSend = vi.fn(never);
    render(<PageThatNeverTurns onSend={onSend} />);
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(readButton().enabled).toBe(true);
    click();
    expect(onSend).toHaveBeenCalledTimes(1);
  });
});
