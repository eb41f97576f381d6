import webPush from 'web-push';
import { makeSubscriber } from '../../examples/push/subscriber.js';
import { createVapidSigner } from '../../examples/push/vapid-signer.js';
import { openDispatch, type SendOf } from '../stop/open-service.js';
import { runLanes } from '../stop/run-lanes.js';
import type { OpenVariant } from '../stop/variants.js';

type Send = ReturnType<SendOf>;

/** What web-push does for each message: new keys, encryption, signature. */
const encrypting = (send: Send): Send => {
  const sign = createVapidSigner(webPush.generateVAPIDKeys());
  const { p256dh, auth } = makeSubscriber(0);
  const subscription = { endpoint: 'http://127.0.0.1/push/0', keys: { p256dh, auth } };
  const payload = JSON.stringify({ campaignId: 'a', title: 'Autumn sale', body: 'Until Sunday.' });
  return () => {
    const headers = { Authorization: sign(subscription.endpoint) };
    webPush.generateRequestDetails(subscription, payload, { headers, TTL: 60 });
    return send();
  };
};

const waiting: SendOf = (handOver) => handOver.send;
const encrypted: SendOf = (handOver) => encrypting(handOver.send);

/** As many lanes, without campaign, ledger and database. */
const bareLoop =
  (sendOf: SendOf, lanes: number): OpenVariant =>
  async (_path, handOver) => {
    const send = sendOf(handOver);
    return {
      run: (_campaignId, recipients) => runLanes(lanes, recipients, send, () => true),
      close: () => {},
    };
  };

/** What the benches of a dispatch compare, by name: a kind of send, through the ledger and bare. */
export const dispatchVariants = {
  dispatch: { open: async () => openDispatch(waiting, 50) },
  'bare loop without status': { open: async () => bareLoop(waiting, 50) },
  'dispatch encrypted': { open: async () => openDispatch(encrypted, 50) },
  'bare loop encrypted': { open: async () => bareLoop(encrypted, 50) },
  'dispatch encrypted, 200 lanes': { open: async () => openDispatch(encrypted, 200) },
  'bare loop encrypted, 200 lanes': { open: async () => bareLoop(encrypted, 200) },
  'dispatch, 500 lanes': { open: async () => openDispatch(waiting, 500) },
} as const satisfies Record<string, { readonly open: () => Promise<OpenVariant> }>;

/** A variant's name; those that begin with `dispatch` share one campaign. */
export type DispatchVariantName = keyof typeof dispatchVariants;
