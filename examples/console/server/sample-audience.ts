import { makeSubscriber } from '../../push/subscriber.js';
import type { PushSubscription } from '../api.js';

const subscriptionsAt = (origin: string, size: number): PushSubscription[] =>
  Array.from({ length: size }, (_, index) => {
    const { id, p256dh, auth } = makeSubscriber(index);
    return { endpoint: `${origin}/push/${id}`, keys: { p256dh, auth } };
  });

const csv = (subscriptions: readonly PushSubscription[]): string =>
  ['endpoint,p256dh,auth']
    .concat(subscriptions.map(({ endpoint, keys }) => `${endpoint},${keys.p256dh},${keys.auth}`))
    .map((line) => `${line}\n`)
    .join('');

/** Subscriptions of the local endpoint in a file as it can be uploaded. */
export const sampleAudience = (origin: string, size: number, format: 'csv' | 'json'): string => {
  const subscriptions = subscriptionsAt(origin, size);
  return format === 'csv' ? csv(subscriptions) : `${JSON.stringify(subscriptions, null, 2)}\n`;
};
