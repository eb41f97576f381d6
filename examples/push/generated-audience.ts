import type { PushSubscription } from 'web-push';
import { indexOf, makeSubscriber, subscriberId } from './subscriber.js';

/** A generated subscriber is made again from its id when it is needed: the database keeps the id alone. */
export interface GeneratedRecipient {
  readonly id: string;
}

/** As many subscribers as are wanted, the same ones every time. */
export function* generatedRecipients(size: number): Generator<GeneratedRecipient> {
  for (let index = 0; index < size; index += 1) yield { id: subscriberId(index) };
}

/** The subscription at the push service with this origin, as a browser hands it out. */
export const generatedSubscription = (
  origin: string,
  { id }: GeneratedRecipient,
): PushSubscription => {
  const { p256dh, auth } = makeSubscriber(indexOf(id) ?? 0);
  return { endpoint: `${origin}/push/${id}`, keys: { p256dh, auth } };
};
