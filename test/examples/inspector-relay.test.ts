import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { envelopeOf } from '../../examples/inspector/inspection-message.js';
import { lineOf } from '../../examples/inspector/line-of.js';
import { RecentMessages } from '../../examples/inspector/recent-messages.js';
import { type ServedRelay, serveInspectorRelay } from '../../examples/inspector/serve-relay.js';

const base = { _version: '0.7.2', rootId: 'r', id: null, createdAt: '1000' } as const;
const snapshot = (value: string) => ({ status: 'active', value, context: {} }) as const;
const actor = (sessionId: string) =>
  ({
    ...base,
    type: '@xstate.actor',
    sessionId,
    name: 'campaign',
    definition: '{}',
    snapshot: snapshot('draft'),
  }) as const;
const event = (sessionId: string, type: string) =>
  ({ ...base, type: '@xstate.event', sessionId, event: { type } }) as const;
const moved = (sessionId: string, value: string) =>
  ({
    ...base,
    type: '@xstate.snapshot',
    sessionId,
    event: { type: 'go' },
    snapshot: snapshot(value),
  }) as const;

const page = 'http://127.0.0.1:4173';
let relay: ServedRelay;
beforeEach(async () => {
  relay = await serveInspectorRelay({ origins: [page] });
});
afterEach(() => relay.close());

/** Connects, and keeps what comes. */
const connect = async (origin?: string) => {
  const socket = new WebSocket(relay.url, origin === undefined ? {} : { origin });
  const texts: string[] = [];
  socket.on('message', (data) => void texts.push(data.toString()));
  await once(socket, 'open');
  return { socket, texts };
};

describe('serveInspectorRelay', () => {
  it('passes on to all the others what one sends', async () => {
    const [sender, one, other] = await Promise.all([connect(), connect(), connect(page)]);
    sender.socket.send(JSON.stringify(actor('a')));
    await vi.waitFor(() => expect([one.texts.length, other.texts.length]).toEqual([1, 1]), 10_000);
    expect(one.texts).toEqual([JSON.stringify(actor('a'))]);
    expect(sender.texts).toEqual([]);
  });

  it.each(['http://127.0.0.1:4174', 'https://stately.ai', 'null'])(
    'refuses a page of %s',
    async (origin) => {
      await expect(connect(origin)).rejects.toThrow('403');
    },
  );

  it('listens where only this machine gets to', async () => {
    const { hostname, port } = new URL(relay.url);
    expect(hostname).toBe('127.0.0.1');
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) {
      const socket = new WebSocket(`ws://${address}:${port}`);
      await expect(once(socket, 'open')).rejects.toThrow('ECONNREFUSED');
    }
  });

  it.each([
    ['no JSON', 'draft'],
    ['null', 'null'],
    ['what is no message of the inspector', JSON.stringify({ type: 'CANCEL', sessionId: 'a' })],
    ['an event without an event', JSON.stringify({ ...event('a', 'x'), event: null })],
    ['a snapshot that is none', JSON.stringify({ ...moved('a', 'x'), snapshot: 'ready' })],
  ])('hangs up on whoever sends %s, and passes nothing on', async (_, text) => {
    const viewer = await connect();
    const { socket } = await connect();
    const closed = once(socket, 'close');
    socket.send(text);
    expect((await closed)[0]).toBe(1008);
    relay.send(actor('b'));
    await vi.waitFor(() => expect(viewer.texts).toEqual([JSON.stringify(actor('b'))]), 10_000);
  });

  it('hangs up on whoever sends more than any message is', async () => {
    const { socket } = await connect();
    const closed = once(socket, 'close');
    socket.send(JSON.stringify(event('a', 'x'.repeat(300_000))));
    expect((await closed)[0]).toBe(1009);
  });

  it('tells a browser that is no WebSocket what it is', async () => {
    const answer = await fetch(relay.url.replace('ws:', 'http:'));
    expect(answer.status).toBe(426);
    expect(await answer.text()).toMatch(/WebSocket/);
  });
});

describe('RecentMessages', () => {
  const keep = (recent: RecentMessages, message: object) => {
    const text = JSON.stringify(message);
    const envelope = envelopeOf(text);
    if (envelope) recent.keep(envelope, text);
  };
  const kept = (recent: RecentMessages) => recent.replay().map((text) => JSON.parse(text));

  it('keeps of each campaign its definition, where it is, and its last fifty events', () => {
    const recent = new RecentMessages();
    for (const message of [actor('a'), moved('a', 'ready'), moved('a', 'sending')])
      keep(recent, message);
    for (let index = 0; index < 200; index += 1) keep(recent, event('a', `e${index}`));
    const messages = kept(recent);
    expect(messages.slice(0, 3)).toEqual([actor('a'), moved('a', 'sending'), event('a', 'e150')]);
    expect(messages).toHaveLength(52);
  });

  it('begins anew with a campaign that is announced anew', () => {
    const recent = new RecentMessages();
    for (const message of [actor('a'), moved('a', 'ready'), actor('a')]) keep(recent, message);
    expect(kept(recent)).toEqual([actor('a')]);
  });

  it('forgets whoever was silent for longest where there is no room, and never grows beyond it', () => {
    const bytesMax = 4000;
    const recent = new RecentMessages({ bytesMax });
    for (let index = 0; index < 500; index += 1) {
      keep(recent, actor(`c${index}`));
      keep(recent, event('always', 'x'));
      keep(recent, moved('always', 'ready'));
      keep(recent, actor('again'));
      expect(recent.replay().join('').length).toBeLessThanOrEqual(bytesMax);
    }
    const sessions = new Set(kept(recent).map(({ sessionId }) => sessionId));
    expect(sessions.has('always') && sessions.has('again')).toBe(true);
    expect(sessions.has('c0')).toBe(false);
  });
});

describe('lineOf', () => {
  it.each([
    [actor('sale'), '00:00:01.000  sale  is draft'],
    [event('sale', 'CANCEL rejected (too-late)'), '00:00:01.000  sale  CANCEL rejected (too-late)'],
    [moved('sale', 'ready'), '00:00:01.000  sale  → ready'],
    [event('sale\u001b[2J', 'x\n'), '00:00:01.000  sale?[2J  x?'],
    [{ ...moved('other', ''), snapshot: {} as never }, '00:00:01.000  other  → there'],
  ])('says a message in one line', (message, line) => {
    expect(lineOf(message)).toBe(line);
  });
});
