import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { ensureAudience, type Recipient, readRecipients } from '../../examples/demo/audience.js';
import {
  createPushClient,
  type PushClient,
  type PushClientOptions,
  type PushResult,
} from '../../examples/demo/push-client.js';
import {
  type PushEndpoint,
  type PushEndpointOptions,
  startPushEndpoint,
} from '../../examples/demo/push-endpoint-process.js';

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
  return startPushEndpoint({ audiencePath, vapidPublicKey: vapidKeys.publicKey, ...options });
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

const recipientsAt = async (origin: string): Promise<[Recipient, Recipient, ...Recipient[]]> => {
  const recipients = [];
  for await (const recipient of readRecipients(join(folder, 'audience.jsonl'), origin)) {
    recipients.push(recipient);
  }
  return recipients as [Recipient, Recipient, ...Recipient[]];
};

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
    const [recipient, other] = await recipientsAt(plain.origin);
    const result = await startClient().push(recipient, messageFor('one'));
    expect(result).toEqual({ outcome: 'delivered', reason: 'http-201' });
    expect(await plain.stats('one')).toMatchObject({ arrived: 1, duplicates: 0 });
    expect(await plain.copies('one', recipient.id)).toBe(1);
    expect(await plain.copies('one', other.id)).toBe(0);
    expect(await plain.stats('none')).toMatchObject({ arrived: 0, duplicates: 0 });
  });

  it('fails on a second copy, which the endpoint counts as a duplicate', async () => {
    const client = startClient();
    const [recipient] = await recipientsAt(plain.origin);
    await client.push(recipient, messageFor('twice'));
    const result = await client.push(recipient, messageFor('twice'));
    expect(result).toEqual({ outcome: 'failed', reason: 'http-409' });
    expect(await plain.stats('twice')).toMatchObject({ arrived: 1, duplicates: 1 });
    expect(await plain.copies('twice', recipient.id)).toBe(2);
    expect((await client.push(recipient, messageFor('another'))).outcome).toBe('delivered');
  });

  it('fails when the endpoint cannot verify or decrypt or does not take it', async () => {
    const { refused } = await plain.stats('refused');
    const [first, second] = await recipientsAt(plain.origin);
    const { endpoint, keys } = first.subscription;
    const mixedUp = { ...first, subscription: { endpoint, keys: second.subscription.keys } };
    const unknown = { ...first, subscription: { endpoint: `${plain.origin}/push/x`, keys } };
    const long = { ...messageFor('refused'), body: 'x'.repeat(4096) };
    const stranger = startClient({ vapidKeys: webPush.generateVAPIDKeys() });
    const client = startClient();
    const message = messageFor('refused');
    expect(await stranger.push(first, message)).toEqual({ outcome: 'failed', reason: 'http-403' });
    expect(await client.push(mixedUp, message)).toEqual({ outcome: 'failed', reason: 'http-400' });
    expect(await client.push(first, long)).toEqual({ outcome: 'failed', reason: 'http-413' });
    expect(await client.push(unknown, message)).toEqual({ outcome: 'gone', reason: 'http-404' });
    const expected = { arrived: 0, duplicates: 0, refused: refused + 4 };
    expect(await plain.stats('refused')).toEqual(expected);
  });

  it('fails on a subscription that is none', async () => {
    const [recipient] = await recipientsAt(plain.origin);
    const keys = { p256dh: 'short', auth: 'short' };
    const broken = { ...recipient, subscription: { ...recipient.subscription, keys } };
    const result = await startClient().push(broken, messageFor('broken'));
    expect(result).toEqual({ outcome: 'failed', reason: 'bad-subscription' });
  });

  it('tells who has unsubscribed, and can retry what was only turned away', async () => {
    const client = startClient();
    const recipients = await recipientsAt(choosy.origin);
    const pushAll = (campaignId: string) =>
      Promise.all(recipients.map((recipient) => client.push(recipient, messageFor(campaignId))));
    const reasons = (results: readonly PushResult[], reason: string) =>
      recipients.filter((_, index) => results[index]?.reason === reason);

    const first = await pushAll('choosy');
    const gone = reasons(first, 'http-410');
    const throttled = reasons(first, 'http-429');
    expect(gone.length / size).toBeCloseTo(0.2, 1);
    expect(throttled.length / (size - gone.length)).toBeCloseTo(0.5, 1);
    expect(first.filter(({ outcome }) => outcome === 'gone')).toHaveLength(gone.length);
    expect(first.filter(({ outcome }) => outcome === 'retryable')).toHaveLength(throttled.length);
    const arrived = size - gone.length - throttled.length;
    expect(await choosy.stats('choosy')).toEqual({ arrived, duplicates: 0, refused: 0 });

    const second = await pushAll('choosy');
    expect(reasons(second, 'http-410')).toEqual(gone);
    expect(reasons(second, 'http-201')).toEqual(throttled);
    expect(reasons(second, 'http-409')).toHaveLength(arrived);
  });

  it('can retry where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const [recipient] = await recipientsAt(`http://127.0.0.1:${port}`);
    const result = await startClient().push(recipient, messageFor('nobody'));
    expect(result).toEqual({ outcome: 'retryable', reason: 'ECONNREFUSED' });
  });

  it('leaves a message in doubt that an abort cut short, and rightly so: it arrived', async () => {
    const [recipient] = await recipientsAt(slow.origin);
    const abort = new AbortController();
    const pushed = startClient().push(recipient, messageFor('cut'), { signal: abort.signal });
    await expect.poll(() => slow.copies('cut', recipient.id), { timeout: 10_000 }).toBe(1);
    abort.abort();
    expect(await pushed).toEqual({ outcome: 'in-doubt', reason: 'aborted' });
  });

  it('leaves a message in doubt that is not answered in time', async () => {
    const [recipient] = await recipientsAt(slow.origin);
    const result = await startClient({ timeoutMs: 100 }).push(recipient, messageFor('late'));
    expect(result).toEqual({ outcome: 'in-doubt', reason: 'timeout' });
  });

  it('hands over nothing once the signal is aborted', async () => {
    const [recipient] = await recipientsAt(plain.origin);
    const signal = AbortSignal.abort();
    const result = await startClient().push(recipient, messageFor('aborted'), { signal });
    expect(result).toEqual({ outcome: 'retryable', reason: 'aborted' });
    expect(await plain.copies('aborted', recipient.id)).toBe(0);
  });

  it.each([
    [301, 'failed'],
    [500, 'in-doubt'],
    [502, 'in-doubt'],
    [503, 'retryable'],
  ])('takes an answer of %i as %s', async (status, outcome) => {
    const origin = await serve((_, response) => response.writeHead(status).end());
    const [recipient] = await recipientsAt(origin);
    const result = await startClient().push(recipient, messageFor('status'));
    expect(result).toEqual({ outcome, reason: `http-${status}` });
  });

  it('leaves a message in doubt when the connection breaks', async () => {
    const origin = await serve((request) => request.socket.destroy());
    const [recipient] = await recipientsAt(origin);
    const result = await startClient().push(recipient, messageFor('broken off'));
    expect(result).toEqual({ outcome: 'in-doubt', reason: 'ECONNRESET' });
  });
});
