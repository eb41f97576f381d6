import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  type DeliveryOutcome,
  outcomeOfError,
  outcomeOfHttpStatus,
} from 'campaign-machine/service';
import webPush, { type PushSubscription, type RequestDetails, type VapidKeys } from 'web-push';
import { dropIdle } from './drop-idle.js';
import type { PushMessage } from './push-message.js';
import { createVapidSigner } from './vapid-signer.js';

export interface PushClient {
  /**
   * Encrypts and signs one message and posts it. The request is begun before this returns, unless the
   * signal was aborted already; an abort later on cuts it short. Never rejects.
   */
  push(
    subscription: PushSubscription,
    message: PushMessage,
    options?: { readonly signal?: AbortSignal },
  ): Promise<DeliveryOutcome>;
  close(): void;
}

export interface PushClientOptions {
  readonly vapidKeys: VapidKeys;
  readonly connectionsMax: number;
  /** So long a connection may be silent before its message is in doubt. */
  readonly timeoutMs?: number;
  /** So long a connection may have been idle that is used again. 4,000: servers close one after 5 s or more. */
  readonly idleMaxMs?: number;
  /** Finds the address for a host's name; Node's own way if left out. */
  readonly lookup?: LookupFunction;
}

/** How long a push service asks to wait: in seconds, or until a date (RFC 9110, section 10.2.3). */
const retryInMs = ({ headers }: IncomingMessage): number | undefined => {
  const after = headers['retry-after'];
  if (after === undefined) return undefined;
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

/**
 * Sends Web Push messages over connections that are kept open. A redirect is not followed: the message
 * was refused.
 */
export const createPushClient = (options: PushClientOptions): PushClient => {
  const { vapidKeys, connectionsMax, timeoutMs = 10_000, idleMaxMs = 4000 } = options;
  const connections = {
    keepAlive: true,
    maxSockets: connectionsMax,
    ...(options.lookup ? { lookup: options.lookup } : {}),
  };
  const agent = new Agent(connections);
  const tlsAgent = new TlsAgent(connections);
  const dropOld = [agent, tlsAgent].map((each) => dropIdle(each, idleMaxMs));
  const signFor = createVapidSigner(vapidKeys);

  // web-push does the cryptography; its own sendNotification speaks TLS only, and opens a connection
  // for each message.
  const post = (
    details: RequestDetails,
    signal: AbortSignal | undefined,
  ): Promise<DeliveryOutcome> =>
    new Promise((resolve) => {
      for (const drop of dropOld) drop();
      const { endpoint, method, headers, body } = details;
      const begin = { method, headers, signal, timeout: timeoutMs };
      const posted = endpoint.startsWith('https:')
        ? tlsRequest(endpoint, { ...begin, agent: tlsAgent })
        : request(endpoint, { ...begin, agent });
      posted.on('response', (response) => {
        resolve(outcomeOfHttpStatus(response.statusCode ?? 0, retryInMs(response)));
        // The connection is free for the next message when the rest of the answer was read.
        response.resume();
      });
      posted.on('timeout', () => {
        resolve({ outcome: 'in-doubt', code: 'timeout' });
        posted.destroy();
      });
      posted.on('error', (error) => resolve(outcomeOfError(error)));
      posted.end(body);
    });

  return {
    async push(subscription, message, { signal } = {}) {
      if (signal?.aborted) return { outcome: 'retry', code: 'aborted' };
      try {
        const details = webPush.generateRequestDetails(subscription, JSON.stringify(message), {
          headers: { Authorization: signFor(subscription.endpoint) },
          TTL: 60,
        });
        return await post(details, signal);
      } catch {
        // A subscription that is none: no other try would help.
        return { outcome: 'failed', code: 'rejected' };
      }
    },
    close() {
      agent.destroy();
      tlsAgent.destroy();
    },
  };
};
