import webPush from 'web-push';
import { makeSubscriber } from '../../examples/push/subscriber.js';
import { createVapidSigner } from '../../examples/push/vapid-signer.js';
import type { HandOver } from '../stop/hand-over.js';
import { openService } from '../stop/open-service.js';
import { runLanes } from '../stop/queue-cancel.js';
import type { OpenVariant } from '../stop/variants.js';

/** The same hand-over, behind what web-push does for each message: new keys, encryption, signature. */
const encrypting = (handOver: HandOver): HandOver => {
  const sign = createVapidSigner(webPush.generateVAPIDKeys());
  const { p256dh, auth } = makeSubscriber(0);
  const subscription = { endpoint: 'http://127.0.0.1/push/0', keys: { p256dh, auth } };
  const payload = JSON.stringify({ campaignId: 'a', title: 'Autumn sale', body: 'Until Sunday.' });
  return Object.create(handOver, {
    send: {
      value: () => {
        const headers = { Authorization: sign(subscription.endpoint) };
        webPush.generateRequestDetails(subscription, payload, { headers, TTL: 60 });
        return handOver.send();
      },
    },
  }) as HandOver;
};

const openBare: OpenVariant = async (_path, handOver) => ({
  run: (_campaignId, recipients) => runLanes(recipients, handOver, () => true),
  close: () => {},
});

/** What `npm run bench:dispatch` compares, by name. */
export const dispatchVariants = {
  dispatch: { open: async () => openService },
  'dispatch encrypted': {
    open: async (): Promise<OpenVariant> => (path, handOver) =>
      openService(path, encrypting(handOver)),
  },
  'bare loop without status': { open: async () => openBare },
  'bare loop encrypted': {
    open: async (): Promise<OpenVariant> => (path, handOver) =>
      openBare(path, encrypting(handOver)),
  },
} as const satisfies Record<string, { readonly open: () => Promise<OpenVariant> }>;

export type DispatchVariantName = keyof typeof dispatchVariants;
