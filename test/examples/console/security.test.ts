import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import {
  createPublicLookup,
  isPublicAddress,
} from '../../../examples/console/server/public-address.js';
import { mayPostTo, postable, storable } from '../../../examples/console/server/push-services.js';
import { createWebApp } from '../../../examples/console/server/web-app.js';
import { createPushClient } from '../../../examples/push/push-client.js';
import { makeSubscriber } from '../../../examples/push/subscriber.js';
import { pageHeaders, removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;
let pages: string;

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'campaign-machine-pages-'));
  await mkdir(join(pages, 'assets'));
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Console</title>');
  await writeFile(join(pages, 'assets', 'app-1.js'), 'export {};');
  server = await startTestConsole({ pages });
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
  await removeFolder(pages);
});

/** With headers that fetch does not let anybody set. */
const ask = async (path: string, method: string, headers: Record<string, string>) => {
  const asked = request(`${server.origin}${path}`, { method, headers });
  asked.end(method === 'POST' ? '{}' : undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
};

const codeOf = ({ body }: { body: string }): string => JSON.parse(body).code;

describe('what browsers are told', () => {
  it.each([
    '/',
    '/campaigns/1',
    '/assets/app-1.js',
    '/api/campaigns',
    '/api/none',
    '/problems/busy',
  ])('is in every answer: %s', async (path) => {
    const { headers } = await server.fetch(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('the pages', () => {
  it('have any address but those of files and of the API', async () => {
    expect(await (await server.fetch('/')).text()).toContain('Console');
    expect(await (await server.fetch('/campaigns/c-1')).text()).toContain('Console');
    const script = await server.fetch('/assets/app-1.js');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await server.fetch('/assets/app-2.js')).status).toBe(404);
    expect((await server.fetch('/api/none')).status).toBe(404);
    expect(await (await server.fetch('/problems/too-late')).text()).toContain('any more');
  });

  it('are the only files that are served', async () => {
    for (const path of ['/../campaigns.db', '/..%2f..%2fcampaigns.db', '/assets/..%2f..%2fx']) {
      const { body } = await ask(path, 'GET', {});
      expect(body).not.toContain('SQLite');
    }
  });
});

describe('a request under another name', () => {
  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '_'])(
    'is refused: %j',
    async (host) => {
      for (const path of ['/', '/api/campaigns', '/api/events']) {
        const answer = await ask(path, 'GET', { host });
        expect(answer.status).toBe(403);
        expect(codeOf(answer)).toBe('host-not-allowed');
      }
    },
  );

  it.each(['localhost', 'localhost:3000', '127.0.0.1', '127.0.0.1:1', '[::1]:3000'])(
    'is answered under one of this machine: %s',
    async (host) => expect((await ask('/api/campaigns', 'GET', { host })).status).toBe(200),
  );
});

describe('a request that changes something', () => {
  const make = (headers: Record<string, string>) =>
    ask('/api/campaigns', 'POST', { ...pageHeaders, ...headers });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused from another site: %j', async (headers) => {
    const answer = await make(headers as unknown as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(codeOf(answer)).toBe('cross-site');
  });

  it('is refused without the header that a form cannot send', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await ask('/api/campaigns', method, { 'content-type': 'application/json' });
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe('header-missing');
    }
  });

  it('is read from its own pages, and from programs', async () => {
    const own = { origin: server.origin, 'sec-fetch-site': 'same-origin' };
    // 400 and not 403: it got as far as being read.
    expect((await make(own)).status).toBe(400);
    expect((await make({})).status).toBe(400);
  });
});

describe('an error in the server', () => {
  it('tells who asked nothing of its inside', async () => {
    const troubles: unknown[] = [];
    const failing = new Proxy({}, { get: () => () => Promise.reject(new Error('secret /path')) });
    const parts = { views: failing, campaigns: failing, news: failing } as never;
    const onTrouble = (error: unknown) => troubles.push(error);
    const options = { pages: server.data, host: 'localhost', inspects: false, onTrouble };
    const app = createWebApp({ parts, ...options });
    const response = await app.request('http://localhost/api/campaigns', {
      headers: { host: 'localhost' },
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(String(troubles[0])).toContain('secret');
  });
});

describe('mayPostTo', () => {
  const local = 'http://127.0.0.1:4000';

  it.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://web.push.apple.com/abc',
    'https://api.push.apple.com/abc',
    'https://wns2-par02p.notify.windows.com/w/?token=abc',
    `${local}/push/subscriber-000001`,
  ])('allows %s', (endpoint) => expect(mayPostTo(endpoint, local)).toBe(true));

  it.each([
    'http://fcm.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:8443/abc',
    'https://user:pass@fcm.googleapis.com/abc',
    'https://fcm.googleapis.com.evil.example/abc',
    'https://a.notify.windows.com.evil.example/abc',
    'https://evilnotify.windows.com/abc',
    'https://fcm.googleapis.com@evil.example/abc',
    'https://127.0.0.1/abc',
    'https://[::1]/abc',
    'http://169.254.169.254/latest/meta-data',
    `${local}/stats`,
    `${local}/push/../stats`,
    `${local}/push/a?b`,
    'http://127.0.0.1:4001/push/subscriber-000001',
    'http://localhost:4000/push/subscriber-000001',
    'file:///etc/passwd',
    'fcm.googleapis.com',
    '',
    `https://fcm.googleapis.com/${'x'.repeat(2_000)}`,
  ])('refuses %s', (endpoint) => expect(mayPostTo(endpoint, local)).toBe(false));

  it('knows the local endpoint again on another port', () => {
    const stored = storable(`${local}/push/a-1`, local);
    expect(postable(stored, 'http://127.0.0.1:5000')).toBe('http://127.0.0.1:5000/push/a-1');
    const other = 'https://fcm.googleapis.com/x';
    expect(postable(storable(other, local), local)).toBe(other);
  });
});

describe('createPublicLookup', () => {
  it.each([
    ['8.8.8.8', true],
    ['2001:4860:4860::8888', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['::1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['localhost', false],
  ])('%s is public: %s', (address, isPublic) => expect(isPublicAddress(address)).toBe(isPublic));

  it('keeps a push from a vendor name that leads to this machine', async () => {
    let connections = 0;
    const target = createServer().listen(0, '127.0.0.1');
    target.on('connection', () => {
      connections += 1;
    });
    await once(target, 'listening');
    const { port } = target.address() as AddressInfo;
    const { p256dh, auth } = makeSubscriber(0);
    const endpoint = `https://fcm.googleapis.com:${port}/abc`;
    const vapidKeys = webPush.generateVAPIDKeys();
    const message = { campaignId: 'a', title: 'b', body: 'c' };
    const toHere = [{ address: '127.0.0.1', family: 4 }];
    const lookup = createPublicLookup((_, callback) => callback(null, toHere));
    const push = (client: ReturnType<typeof createPushClient>) =>
      client.push({ endpoint, keys: { p256dh, auth } }, message).finally(() => client.close());

    const guarded = await push(createPushClient({ vapidKeys, connectionsMax: 1, lookup }));
    expect(guarded).toEqual({ outcome: 'retry', code: 'unreachable' });
    expect(connections).toBe(0);

    // Without the look at the address it would have connected.
    const open: typeof lookup = (_, { all }, callback) =>
      all ? callback(null, toHere) : callback(null, '127.0.0.1', 4);
    target.on('connection', (socket) => socket.destroy());
    await push(createPushClient({ vapidKeys, connectionsMax: 1, lookup: open }));
    expect(connections).toBe(1);
    target.close();
  });

  it('does not follow a redirect', async () => {
    let posts = 0;
    const target = createServer((_, response) => {
      posts += 1;
      response.writeHead(307, { location: '/again' }).end();
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const endpoint = `http://127.0.0.1:${(target.address() as AddressInfo).port}/push/a`;
    const { p256dh, auth } = makeSubscriber(0);
    const client = createPushClient({ vapidKeys: webPush.generateVAPIDKeys(), connectionsMax: 1 });
    const message = { campaignId: 'a', title: 'b', body: 'c' };
    const outcome = await client.push({ endpoint, keys: { p256dh, auth } }, message);
    expect(outcome).toEqual({ outcome: 'failed', code: 'rejected' });
    expect(posts).toBe(1);
    client.close();
    target.close();
  });
});
