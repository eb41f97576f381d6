import { createECDH, createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { decrypt } from 'http_ece';
import { createArrivals } from './arrivals.js';
import type { PushMessage } from './push-message.js';
import type { Subscriber } from './subscriber.js';
import { createVapidCheck } from './vapid-check.js';

export interface PushServiceOptions {
  readonly subscribers: { get(id: string): Subscriber | undefined };
  /** The sender's key: messages that are signed by another one are refused. */
  readonly vapidPublicKey: string;
  /** The folder in which it is recorded what arrived. */
  readonly arrivalsFolder: string;
  /** How long an answer is held back after the message was taken or refused. */
  readonly delayMs: number;
  /** This part of the subscribers has unsubscribed (410), the same ones every time. */
  readonly goneFraction: number;
  /** For this part of the subscribers the first copy of each message is turned away (429). */
  readonly throttledFraction: number;
}

/** What a sender that is turned away is asked to wait (Retry-After). */
const retryAfterSeconds = 1;

/** A push service has to take this much (RFC 8030, section 7.2) and most take no more. */
const bodyMaxBytes = 4096;

const isInFraction = (fraction: number, purpose: string, id: string): boolean =>
  createHash('sha256').update(`${purpose} ${id}`).digest().readUInt32BE() < fraction * 2 ** 32;

const open = (body: Buffer, { privateKey, auth }: Subscriber): PushMessage | undefined => {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey, 'base64url');
  try {
    const clear = decrypt(body, { version: 'aes128gcm', privateKey: curve, authSecret: auth });
    return JSON.parse(clear.toString()) as PushMessage;
  } catch {
    return undefined;
  }
};

/**
 * The push service and the browsers behind it in one: takes `POST /push/ID`, verifies the sender's
 * signature, decrypts with the subscriber's own key and counts. `GET /stats?campaign=C` tells what
 * arrived, `GET /stats?campaign=C&id=ID` how many copies one subscriber got.
 */
export const createPushService = (options: PushServiceOptions): RequestListener => {
  const { subscribers, goneFraction, throttledFraction } = options;
  const isSigned = createVapidCheck(options.vapidPublicKey);
  const arrivals = createArrivals(options.arrivalsFolder);
  const turnedAway = new Set<string>();
  let refused = 0;

  const isThrottled = (campaignId: string, id: string): boolean => {
    const message = `${campaignId} ${id}`;
    if (turnedAway.has(message) || !isInFraction(throttledFraction, '429', id)) return false;
    turnedAway.add(message);
    return true;
  };

  const take = async (request: IncomingMessage, id: string): Promise<number> => {
    // Not a number (no length given) is refused as well.
    if (!(Number(request.headers['content-length']) <= bodyMaxBytes)) return 413;
    const body = await buffer(request);
    const origin = `http://127.0.0.1:${request.socket.localPort}`;
    if (!isSigned(request.headers.authorization, origin)) return 403;
    const subscriber = subscribers.get(id);
    if (!subscriber) return 404;
    if (isInFraction(goneFraction, '410', id)) return 410;
    const message = open(body, subscriber);
    if (!message) return 400;
    if (isThrottled(message.campaignId, id)) return 429;
    return arrivals.add(message.campaignId, id) ? 201 : 409;
  };

  const tell = (query: URLSearchParams, response: ServerResponse): void => {
    const [campaignId, id] = [query.get('campaign') ?? '', query.get('id')];
    const answer =
      id === null
        ? { ...arrivals.counts(campaignId), refused }
        : { copies: arrivals.copies(campaignId, id) };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  };

  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && pathname === '/stats') return tell(searchParams, response);
    const id = /^\/push\/([\w-]+)$/.exec(pathname)?.[1];
    if (request.method !== 'POST' || id === undefined) return response.writeHead(404).end();
    const status = await take(request, id).catch(() => undefined);
    // It broke off: there is nobody left to be answered.
    if (status === undefined) return response.destroy();
    if ([400, 403, 404, 413].includes(status)) refused += 1;
    if (options.delayMs > 0) await setTimeout(options.delayMs);
    const headers = status === 429 ? { 'retry-after': String(retryAfterSeconds) } : {};
    response.writeHead(status, headers).end();
  };
};
