// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from '@testing-library/react';
import { useActorRef } from '@xstate/react';
import { Profiler, type ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { createActor } from 'xstate';
import {
  type CampaignEventType,
  type CampaignStatus,
  campaignStatuses,
  decide,
  explain,
} from '../../src/lifecycle/index.js';
import { campaignMachine } from '../../src/machine/index.js';
import { type CampaignActorRef, useCampaign } from '../../src/react/index.js';
import { describeInEachMode } from './describe-in-each-mode.js';
import { readButton, stopButton } from './stop-button.js';

const input = { campaignId: 'autumn-sale' };

const startIn = (status: CampaignStatus) => {
  const snapshot = campaignMachine.resolveState({ value: status, context: input });
  return createActor(campaignMachine, { input, snapshot }).start();
};

interface LiveButtonProps {
  readonly actorRef: CampaignActorRef;
  readonly eventType?: CampaignEventType;
}

const LiveButton = ({ actorRef, eventType }: LiveButtonProps) => {
  const { pending, failure, buttonProps, descriptionProps } = useCampaign(actorRef, eventType);
  return (
    <>
      <button {...buttonProps}>Stop campaign</button>
      <p {...descriptionProps} />
      <output>{pending || failure ? 'not of an actor' : ''}</output>
    </>
  );
};

/** A page that runs its actor by the hooks of XState. */
const OwnActor = () => {
  const actorRef = useActorRef(campaignMachine, { input });
  return (
    <>
      <button type="button" onClick={() => actorRef.send({ type: 'SCHEDULE' })}>
        Schedule
      </button>
      <LiveButton actorRef={actorRef} />
    </>
  );
};

const counted = (children: ReactNode) => {
  const onCommit = vi.fn();
  render(
    <Profiler id="button" onRender={onCommit}>
      {children}
    </Profiler>,
  );
  return onCommit;
};

const click = () => fireEvent.click(stopButton());

afterEach(() => vi.useRealTimers());

describeInEachMode('useCampaign', () => {
  it.each(campaignStatuses)('draws in %s what the lifecycle says', (status) => {
    render(<LiveButton actorRef={startIn(status)} />);
    const decision = decide(status, { type: 'CANCEL' });
    expect(readButton()).toStrictEqual({
      label: 'Stop campaign',
      enabled: decision.accepted,
      description: decision.accepted ? null : explain(decision),
    });
  });

  it('draws only when the answer flips', () => {
    const actorRef = createActor(campaignMachine, { input }).start();
    const onCommit = counted(<LiveButton actorRef={actorRef} />);
    const commitsAfter = (type: CampaignEventType) => {
      act(() => actorRef.send({ type }));
      return onCommit.mock.calls.length;
    };
    expect(onCommit).toHaveBeenCalledTimes(1);
    expect(commitsAfter('SCHEDULE')).toBe(2);
    // The actor moves from ready to sending, and can be cancelled in both.
    expect(commitsAfter('START')).toBe(2);
    expect(actorRef.getSnapshot().value).toBe('sending');
    expect(commitsAfter('COMPLETE')).toBe(3);
    expect(readButton().description).toContain('the campaign is sent');
  });

  it('sends the event to the actor, once for two clicks', () => {
    const actorRef = startIn('sending');
    const send = vi.spyOn(actorRef, 'send');
    render(<LiveButton actorRef={actorRef} />);
    act(() => {
      click();
      click();
    });
    expect(send.mock.calls).toStrictEqual([[{ type: 'CANCEL' }]]);
    expect(readButton()).toMatchObject({
      enabled: false,
      description: 'The campaign is already cancelled.',
    });
  });

  it('can be asked about another event, and changes its mind', () => {
    const actorRef = startIn('draft');
    const { rerender } = render(<LiveButton actorRef={actorRef} eventType="START" />);
    expect(readButton().enabled).toBe(false);
    rerender(<LiveButton actorRef={actorRef} eventType="SCHEDULE" />);
    click();
    expect(actorRef.getSnapshot().value).toBe('ready');
  });

  it('turns to another actor', () => {
    const [first, second] = [startIn('sending'), startIn('ready')];
    const { rerender } = render(<LiveButton actorRef={first} />);
    rerender(<LiveButton actorRef={second} />);
    click();
    expect([first, second].map((each) => each.getSnapshot().value)).toStrictEqual([
      'sending',
      'cancelled',
    ]);
  });

  it('works with the actors of @xstate/react', () => {
    render(<OwnActor />);
    expect(readButton().enabled).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(readButton().enabled).toBe(true);
    click();
    expect(readButton().description).toBe('The campaign is already cancelled.');
  });

  it('is off once the actor was stopped', () => {
    const actorRef = startIn('sending');
    render(<LiveButton actorRef={actorRef} />);
    act(() => actorRef.stop());
    expect(readButton()).toMatchObject({
      enabled: false,
      description: 'The status of the campaign is not known here.',
    });
  });

  it('is off once an action failed, and hides nothing of it', () => {
    vi.useFakeTimers();
    const failing = campaignMachine.provide({
      actions: {
        'abort-dispatch': () => {
          throw new Error('the queue is gone');
        },
      },
    });
    const snapshot = failing.resolveState({ value: 'sending', context: input });
    const actorRef = createActor(failing, { input, snapshot }).start();
    render(<LiveButton actorRef={actorRef} />);
    click();
    expect(readButton().enabled).toBe(false);
    // XState throws what nobody listened for where a page's error reporting finds it.
    expect(() => vi.runAllTimers()).toThrow('the queue is gone');
  });

  it('leaves nothing with the actor when it goes', () => {
    let subscriptions = 0;
    const actorRef: CampaignActorRef = {
      getSnapshot: () => ({ value: 'sending', status: 'active' }),
      send: () => {},
      subscribe: () => {
        subscriptions += 1;
        return {
          unsubscribe: () => {
            subscriptions -= 1;
          },
        };
      },
    };
    const { unmount } = render(<LiveButton actorRef={actorRef} />);
    expect(subscriptions).toBeGreaterThan(0);
    unmount();
    expect(subscriptions).toBe(0);
  });
});
