import { useCallback, useSyncExternalStore } from 'react';
import { tableAnswer } from '../control/table-answer.js';
import {
  type CampaignEvent,
  type CampaignEventType,
  type CampaignStatus,
  can,
  parseEvent,
} from '../lifecycle/index.js';
import { type CampaignButton, useButton } from './campaign-button.js';

/**
 * As much of an XState actor as {@link useCampaign} looks at. An actor of `campaignMachine` is one,
 * whoever runs it: `createActor`, or `useActorRef` and `createActorContext` of `@xstate/react`.
 */
export interface CampaignActorRef {
  getSnapshot(): { readonly value: CampaignStatus; readonly status: string };
  subscribe(observer: {
    readonly next?: () => void;
    readonly error?: () => void;
    readonly complete?: () => void;
  }): { unsubscribe(): void };
  send(event: CampaignEvent): void;
}

const accepted = { reason: undefined, explanation: undefined };

/** What counts about an actor: all statuses that accept the event are the same to a button. */
const answerOf = (
  actorRef: CampaignActorRef,
  { type }: CampaignEvent,
): CampaignStatus | true | null => {
  const { value, status } = actorRef.getSnapshot();
  // One that was stopped, or that a throwing action ended, keeps its value and takes no more events.
  if (status !== 'active' && status !== 'done') return null;
  return can(value, type) || value;
};

/**
 * A button for one event of a campaign that runs as a live actor in this page. Renders again only when
 * the answer flips, not on every move of the actor. An actor answers at once, so `pending` is never
 * true and there is no `failure`. An actor that stopped or failed is an `unknown-status`; XState
 * reports the failure as if this hook did not listen.
 *
 * Needs no package besides React: all that it takes of an actor is {@link CampaignActorRef}.
 *
 * @throws `CampaignInputError` with code `unknown-event`
 *
 * @example
 * const actorRef = useActorRef(campaignMachine, { input: { campaignId: 'autumn-sale' } });
 * const { buttonProps } = useCampaign(actorRef);
 * return <button {...buttonProps}>Stop campaign</button>;
 */
export function useCampaign(
  actorRef: CampaignActorRef,
  eventType: CampaignEventType = 'CANCEL',
): CampaignButton {
  const event = parseEvent({ type: eventType });
  const subscribe = useCallback(
    (onChange: () => void) => {
      const moves = actorRef.subscribe({ next: onChange, complete: onChange });
      // Apart, because XState reports an error only where an observer does not listen for it.
      const failures = actorRef.subscribe({ error: onChange });
      return () => {
        moves.unsubscribe();
        failures.unsubscribe();
      };
    },
    [actorRef],
  );
  const look = () => answerOf(actorRef, event);
  const answer = useSyncExternalStore(subscribe, look, look);
  const { reason, explanation } = answer === true ? accepted : tableAnswer(answer, event);
  const send = useCallback(() => {
    if (answerOf(actorRef, event) === true) actorRef.send(event);
  }, [actorRef, event]);
  return useButton(
    { enabled: !reason, pending: false, reason, explanation, failure: undefined },
    send,
  );
}
