import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InspectionMessage } from 'campaign-machine/inspect';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { parseSettings } from '../../../examples/console/server/settings.js';
import { readEvents } from './event-reader.js';
import { removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let on: TestConsole;
let off: TestConsole;
let pages: string;

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'campaign-machine-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Console</title>');
  on = await startTestConsole({ pages, inspect: true });
  off = await startTestConsole({ pages });
});

afterAll(async () => {
  await Promise.all([on.stop(), off.stop()]);
  for (const folder of [on.data, off.data, pages]) await removeFolder(folder);
});

const socketOf = ({ origin }: TestConsole, path = '/inspector/socket') =>
  `${origin.replace('http', 'ws')}${path}`;

/** Connects, and keeps what comes. */
const connect = async (url: string, headers: Record<string, string> = {}) => {
  const socket = new WebSocket(url, { headers });
  const messages: InspectionMessage[] = [];
  socket.on('message', (data) => void messages.push(JSON.parse(data.toString())));
  await once(socket, 'open');
  return { socket, messages };
};

const told = (message: InspectionMessage): string => {
  if (message.type === '@xstate.event') return message.event.type;
  return `${message.type === '@xstate.actor' ? 'is' : '→'} ${message.snapshot.value}`;
};

/** Asks for a WebSocket of another origin, so that it is refused; nobody reads the answer yet. */
const askRefused = async (server: TestConsole): Promise<Socket> => {
  const { port } = new URL(server.origin);
  const socket = connectSocket({ port: Number(port), host: 'localhost', allowHalfOpen: true });
  await once(socket, 'connect');
  const lines = ['GET /inspector/socket HTTP/1.1', `Host: localhost:${port}`, 'Upgrade: websocket'];
  const more = ['Connection: Upgrade', 'Origin: https://evil.example', '', ''];
  socket.write([...lines, ...more].join('\r\n'));
  return socket;
};

describe('a console without --inspect', () => {
  it.each(['/inspector', '/inspector/socket'])('answers 404: %s', async (path) => {
    expect((await off.fetch(path)).status).toBe(404);
  });

  it('takes no WebSocket', async () => {
    await expect(connect(socketOf(off))).rejects.toThrow('404');
  });

  it('tells its pages that there is none', async () => {
    const reader = await readEvents(off.origin);
    expect(await reader.hello()).toMatchObject({ inspects: false });
    reader.close();
  });
});

describe('a console with --inspect', () => {
  it('has the page, and tells the others so', async () => {
    expect((await on.fetch('/inspector')).status).toBe(200);
    const reader = await readEvents(on.origin);
    expect(await reader.hello()).toMatchObject({ inspects: true });
    reader.close();
  });

  it('tells its own page every command, and who comes late the same', async () => {
    const early = await connect(socketOf(on), { origin: on.origin });
    const { id } = await on.create();
    await on.post(`/api/campaigns/${id}/schedule`, { at: Date.now() + 3_600_000 });
    await on.post(`/api/campaigns/${id}/cancel`, { reason: 'for nobody else' });
    await on.post(`/api/campaigns/${id}/cancel`);
    const expected = [
      'is draft',
      'SCHEDULE',
      '→ ready',
      'CANCEL',
      '→ cancelled',
      'CANCEL rejected (repeated)',
    ];
    const commands = (messages: readonly InspectionMessage[]) =>
      messages
        .filter(({ sessionId }) => sessionId === id)
        .map(told)
        .filter((line) => !line.startsWith('enqueue') && !line.startsWith('dequeue'));
    await vi.waitFor(() => expect(commands(early.messages)).toEqual(expected), 10_000);
    const late = await connect(socketOf(on));
    await vi.waitFor(() => expect(commands(late.messages)).toEqual(expected), 10_000);
    expect(JSON.stringify(late.messages)).not.toContain('for nobody else');
    for (const { socket } of [early, late]) socket.terminate();
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost' },
    { origin: 'null' },
    { host: 'evil.example' },
    { host: 'evil.example', origin: 'http://evil.example' },
  ])('refuses a WebSocket of %j', async (headers) => {
    const asked = connect(socketOf(on), headers as unknown as Record<string, string>);
    await expect(asked).rejects.toThrow('403');
  });

  it('takes a WebSocket at one address only', async () => {
    await expect(connect(socketOf(on, '/api/events'))).rejects.toThrow('404');
  });

  it('outlives a page that is refused and hangs up the hard way', async () => {
    const socket = await askRefused(on);
    socket.resetAndDestroy();
    expect((await on.fetch('/api/campaigns')).status).toBe(200);
    expect(on.troubles).toEqual([]);
  });

  it('stops while pages look on, and one that was refused does not hang up', async () => {
    const server = await startTestConsole({ pages, inspect: true });
    const { socket } = await connect(socketOf(server));
    const closed = once(socket, 'close');
    const refused = await askRefused(server);
    const [answer] = await once(refused, 'data');
    expect(String(answer)).toContain('403 Forbidden');
    await server.stop();
    await closed;
    refused.destroy();
    await removeFolder(server.data);
  });
});

describe('parseSettings', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('takes --inspect on %s', (HOST) =>
    expect(parseSettings(['--inspect'], { HOST })).toMatchObject({ host: HOST, inspect: true }),
  );

  it.each(['0.0.0.0', '::', '192.168.1.2', 'console.example', '127.example'])(
    'refuses --inspect on %s',
    (HOST) => {
      expect(() => parseSettings(['--inspect'], { HOST })).toThrow(
        `--inspect is for this machine only: HOST may be localhost, 127.0.0.1 or ::1 with it, not "${HOST}".`,
      );
    },
  );
});
