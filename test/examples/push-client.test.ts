import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { DeliveryOutcome } from 'campaign-machine/service';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import webPush, { type PushSubscription } from 'web-push';
import { ensureAudience, readRecipients, subscriptionAt } from '../../examples/push/audience.js';
import {
  createPushClient,
  type PushClient,
  type PushClientOptions,
} from '../../examples/push/push-client.js';
import {
  type PushEndpoint,
  type PushEndpointOptions,
  startPushEndpoint,
} from '../../examples/push/push-endpoint-process.js';

const vapidKeys = webPush.generateVAPIDKeys();
const size = 200;
const cleanups: (() => Promise<void> | void)[] = [];
let folder: string;
let plain: PushEndpoint;
let choosy: PushEndpoint;
let slow: PushEndpoint;

/** A message of a campaign that no other test sends. */
const messageFor = (campaignId: string) => ({ campaignId, title: 'Sale', body: 'Grüße 🎉' });

const startEndpoint = (options: Partial<PushEndpointOptions>): Promise<PushEndpoint> => {
  const audiencePath = join(folder, 'audience.jsonl');
  const { publicKey: vapidPublicKey } = vapidKeys;
  return startPushEndpoint({ audiencePath, arrivalsFolder: folder, vapidPublicKey, ...options });
};

const startClient = (options: Partial<PushClientOptions> = {}): PushClient => {
  const client = createPushClient({ vapidKeys, connectionsMax: 10, ...options });
  cleanups.push(client.close);
  return client;
};

/** The origin of a server that does this with every request. */
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  cleanups.push(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

type Subscriptions = [PushSubscription, PushSubscription, ...PushSubscription[]];

const subscriptionsAt = async (origin: string): Promise<Subscriptions> => {
  const subscriptions = [];
  for await (const recipient of readRecipients(join(folder, 'audience.jsonl'))) {
    subscriptions.push(subscriptionAt(origin, recipient));
  }
  return subscriptions as Subscriptions;
};

/** The audience is the same everywhere, so its first subscriber is known. */
const firstId = 'subscriber-000001';
const secondId = 'subscriber-000002';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campaign-machine-push-'));
  await ensureAudience(join(folder, 'audience.jsonl'), size, new AbortController().signal);
  [plain, choosy, slow] = await Promise.all([
    startEndpoint({}),
    startEndpoint({ goneFraction: 0.2, throttledFraction: 0.5 }),
    startEndpoint({ delayMs: 60_000 }),
  ]);
}, 20_000);
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});
afterAll(async () => {
  await Promise.all([plain, choosy, slow].map((endpoint) => endpoint.stop()));
  await rm(folder, { recursive: true });
});

describe('createPushClient', { timeout: 20_000 }, () => {
  it('delivers a message that the endpoint verifies, decrypts and counts', async () => {
    const [subscription] = await subscriptionsAt(plain.origin);
    const result = await startClient().push(subscription, messageFor('one'));
    expect(result).toEqual({ outcome: 'delivered' });
    expect(await plain.stats('one')).toMatchObject({ arrived: 1, duplicates: 0 });
    expect(await plain.copies('one', firstId)).toBe(1);
    expect(await plain.copies('one', secondId)).toBe(0);
    expect(await plain.stats('none')).toMatchObject({ arrived: 0, duplicates: 0 });
  });

  it('fails on a second copy, which the endpoint counts as a duplicate', async () => {
    const client = startClient();
    const [subscription] = await subscriptionsAt(plain.origin);
    await client.push(subscription, messageFor('twice'));
    const result = await client.push(subscription, messageFor('twice'));
    expect(result).toEqual({ outcome: 'failed', code: 'rejected' });
    expect(await plain.stats('twice')).toMatchObject({ arrived: 1, duplicates: 1 });
    expect(await plain.copies('twice', firstId)).toBe(2);
    expect((await client.push(subscription, messageFor('another'))).outcome).toBe('delivered');
  });

  it('fails when the endpoint cannot verify or decrypt or does not take it', async () => {
    const { refused } = await plain.stats('refused');
    const [first, second] = await subscriptionsAt(plain.origin);
    const mixedUp = { ...first, keys: second.keys };
    const unknown = { ...first, endpoint: `${plain.origin}/push/x` };
    const long = { ...messageFor('refused'), body: 'x'.repeat(4096) };
    const stranger = startClient({ vapidKeys: webPush.generateVAPIDKeys() });
    const client = startClient();
    const message = messageFor('refused');
    const rejected = { outcome: 'failed', code: 'rejected' };
    expect(await stranger.push(first, message)).toEqual(rejected);
    expect(await client.push(mixedUp, message)).toEqual(rejected);
    expect(await client.push(first, long)).toEqual(rejected);
    expect(await client.push(unknown, message)).toEqual({ outcome: 'failed', code: 'gone' });
    const expected = { arrived: 0, duplicates: 0, refused: refused + 4 };
    expect(await plain.stats('refused')).toEqual(expected);
  });

  it('fails on a subscription that is none', async () => {
    const [subscription] = await subscriptionsAt(plain.origin);
    const keys = { p256dh: 'short', auth: 'short' };
    const broken = { ...subscription, keys };
    const result = await startClient().push(broken, messageFor('broken'));
    expect(result).toEqual({ outcome: 'failed', code: 'rejected' });
  });

  it('tells who has unsubscribed, and can retry what was only turned away', async () => {
    const client = startClient();
    const subscriptions = await subscriptionsAt(choosy.origin);
    const pushAll = (campaignId: string) =>
      Promise.all(subscriptions.map((each) => client.push(each, messageFor(campaignId))));
    const thoseWho = (results: readonly DeliveryOutcome[], outcome: DeliveryOutcome) =>
      subscriptions.filter((_, index) => isDeepStrictEqual(results[index], outcome));

    const first = await pushAll('choosy');
    const gone = thoseWho(first, { outcome: 'failed', code: 'gone' });
    // The endpoint asks for one second with Retry-After.
    const throttled = thoseWho(first, { outcome: 'retry', code: 'throttled', retryInMs: 1000 });
    expect(gone.length / size).toBeCloseTo(0.2, 1);
    expect(throttled.length / (size - gone.length)).toBeCloseTo(0.5, 1);
    const arrived = size - gone.length - throttled.length;
    expect(thoseWho(first, { outcome: 'delivered' })).toHaveLength(arrived);
    expect(await choosy.stats('choosy')).toEqual({ arrived, duplicates: 0, refused: 0 });

    const second = await pushAll('choosy');
    expect(thoseWho(second, { outcome: 'failed', code: 'gone' })).toEqual(gone);
    expect(thoseWho(second, { outcome: 'delivered' })).toEqual(throttled);
    expect(thoseWho(second, { outcome: 'failed', code: 'rejected' })).toHaveLength(arrived);
  });

  it('does not send on a connection that the service has closed while this process stood still', async () => {
    const server = new Worker(
      `const { createServer } = require('node:http');
       const server = createServer((request, response) => response.writeHead(201).end());
       server.keepAliveTimeout = 2000;
       server.listen(0, '127.0.0.1', () => {
         require('node:worker_threads').parentPort.postMessage(server.address().port);
       });`,
      { eval: true },
    );
    cleanups.push(async () => void (await server.terminate()));
    const [port] = await once(server, 'message');
    const [subscription] = await subscriptionsAt(`http://127.0.0.1:${port}`);
    const client = startClient({ idleMaxMs: 1000 });
    const pushAll = () =>
      Promise.all([1, 2, 3].map((each) => client.push(subscription, messageFor(`still ${each}`))));
    const delivered = Array(3).fill({ outcome: 'delivered' });
    expect(await pushAll()).toEqual(delivered);
    await sleep(20);
    // No timer and no socket is looked at meanwhile. Newer versions of Node give a second on top.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
    expect(await pushAll()).toEqual(delivered);
  });

  it('can retry where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const [subscription] = await subscriptionsAt(`http://127.0.0.1:${port}`);
    const result = await startClient().push(subscription, messageFor('nobody'));
    expect(result).toEqual({ outcome: 'retry', code: 'unreachable' });
  });

  it('leaves a message in doubt that an abort cut short, and rightly so: it arrived', async () => {
    const [subscription] = await subscriptionsAt(slow.origin);
    const abort = new AbortController();
    const pushed = startClient().push(subscription, messageFor('cut'), { signal: abort.signal });
    await expect.poll(() => slow.copies('cut', firstId), { timeout: 10_000 }).toBe(1);
    abort.abort();
    expect(await pushed).toEqual({ outcome: 'in-doubt', code: 'aborted' });
  });

  it('leaves a message in doubt that is not answered in time', async () => {
    const [subscription] = await subscriptionsAt(slow.origin);
    const result = await startClient({ timeoutMs: 100 }).push(subscription, messageFor('late'));
    expect(result).toEqual({ outcome: 'in-doubt', code: 'timeout' });
  });

  it('hands over nothing once the signal is aborted', async () => {
    const [subscription] = await subscriptionsAt(plain.origin);
    const signal = AbortSignal.abort();
    const result = await startClient().push(subscription, messageFor('aborted'), { signal });
    expect(result).toEqual({ outcome: 'retry', code: 'aborted' });
    expect(await plain.copies('aborted', firstId)).toBe(0);
  });

  it.each([
    [301, { outcome: 'failed', code: 'rejected' }],
    [500, { outcome: 'in-doubt', code: 'unknown' }],
    [502, { outcome: 'in-doubt', code: 'unknown' }],
    [503, { outcome: 'retry', code: 'unavailable' }],
  ])('takes an answer of %i as %o', async (status, outcome) => {
    const origin = await serve((_, response) => response.writeHead(status).end());
    const [subscription] = await subscriptionsAt(origin);
    expect(await startClient().push(subscription, messageFor('status'))).toEqual(outcome);
  });

  it('reads Retry-After as seconds or as a date, and passes over what is neither', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    const answers = ['0', inAnHour, new Date(0).toUTCString(), 'soon'];
    const origin = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': answers.shift() }).end(),
    );
    const [subscription] = await subscriptionsAt(origin);
    const client = startClient();
    const push = () => client.push(subscription, messageFor('later'));
    const throttled = { outcome: 'retry', code: 'throttled' };
    expect(await push()).toEqual({ ...throttled, retryInMs: 0 });
    const { retryInMs } = (await push()) as { retryInMs?: number };
    expect(retryInMs).toBeGreaterThan(3_500_000);
    expect(retryInMs).toBeLessThanOrEqual(3_600_000);
    expect(await push()).toEqual({ ...throttled, retryInMs: 0 });
    expect(await push()).toEqual(throttled);
  });

  it('leaves a message in doubt when the connection breaks', async () => {
    const origin = await serve((request) => request.socket.destroy());
    const [subscription] = await subscriptionsAt(origin);
    const result = await startClient().push(subscription, messageFor('broken off'));
    expect(result).toEqual({ outcome: 'in-doubt', code: 'unknown' });
  });
});
