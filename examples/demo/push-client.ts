import { Agent, request } from 'node:http';
import webPush, { type RequestDetails, type VapidKeys } from 'web-push';
import type { Recipient } from './audience.js';
import type { PushMessage } from './push-message.js';
import { createVapidSigner } from './vapid-signer.js';

/**
 * What became of one message:
 * - `delivered`: the push service has it.
 * - `gone`: the subscription does not exist any more and should be deleted.
 * - `retryable`: surely not accepted; it may be sent again later.
 * - `failed`: surely not accepted, and another try would not help.
 * - `in-doubt`: it was on its way and there is no answer. Sending it again may deliver it twice.
 */
export type PushOutcome = 'delivered' | 'gone' | 'retryable' | 'failed' | 'in-doubt';

export interface PushResult {
  readonly outcome: PushOutcome;
  /** `http-STATUS`, Node's code of a network error, `aborted`, `timeout` or `bad-subscription`. */
  readonly reason: string;
}

export interface PushClient {
  /**
   * Encrypts and signs one message and posts it. The request is begun before this returns, unless the
   * signal was aborted already; an abort later on cuts it short. Never rejects.
   */
  push(
    recipient: Recipient,
    message: PushMessage,
    options?: { readonly signal?: AbortSignal },
  ): Promise<PushResult>;
  close(): void;
}

export interface PushClientOptions {
  readonly vapidKeys: VapidKeys;
  readonly connectionsMax: number;
  /** So long a connection may be silent before its message is in doubt. */
  readonly timeoutMs?: number;
}

/** With these no connection came about, so nothing can have been accepted. */
const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

const outcomeOfStatus = (status: number): PushOutcome => {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 404 || status === 410) return 'gone';
  if (status === 429 || status === 503) return 'retryable';
  // A server that broke down over a message does not say how far it got.
  return status >= 500 ? 'in-doubt' : 'failed';
};

const resultOfError = ({ code = 'unknown-error' }: NodeJS.ErrnoException): PushResult => {
  if (code === 'ABORT_ERR') return { outcome: 'in-doubt', reason: 'aborted' };
  return { outcome: unreachable.includes(code) ? 'retryable' : 'in-doubt', reason: code };
};

/** Sends Web Push messages over connections that are kept open. For `http:` endpoints only. */
export const createPushClient = (options: PushClientOptions): PushClient => {
  const { vapidKeys, connectionsMax, timeoutMs = 10_000 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const signFor = createVapidSigner(vapidKeys);

  // web-push does the cryptography; its own sendNotification speaks TLS only.
  const post = (details: RequestDetails, signal: AbortSignal | undefined): Promise<PushResult> =>
    new Promise((resolve) => {
      const { endpoint, method, headers, body } = details;
      const posted = request(endpoint, { method, headers, agent, signal, timeout: timeoutMs });
      posted.on('response', (response) => {
        const status = response.statusCode ?? 0;
        resolve({ outcome: outcomeOfStatus(status), reason: `http-${status}` });
        // The connection is free for the next message when the rest of the answer was read.
        response.resume();
      });
      posted.on('timeout', () => {
        resolve({ outcome: 'in-doubt', reason: 'timeout' });
        posted.destroy();
      });
      posted.on('error', (error) => resolve(resultOfError(error)));
      posted.end(body);
    });

  return {
    async push({ subscription }, message, { signal } = {}) {
      if (signal?.aborted) return { outcome: 'retryable', reason: 'aborted' };
      try {
        const details = webPush.generateRequestDetails(subscription, JSON.stringify(message), {
          headers: { Authorization: signFor(subscription.endpoint) },
          TTL: 60,
        });
        return await post(details, signal);
      } catch {
        return { outcome: 'failed', reason: 'bad-subscription' };
      }
    },
    close: () => agent.destroy(),
  };
};
