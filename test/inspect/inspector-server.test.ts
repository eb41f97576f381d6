import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  createWebSocketInspector,
  createWebSocketReceiver,
  type StatelyInspectionEvent,
} from '@statelyai/inspect';
import { createInspectorServer } from '@statelyai/inspect/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type InspectionMessage, inspectCampaigns } from '../../src/inspect/index.js';
import { inspected, told } from './collected.js';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

let port: number;
let server: ReturnType<typeof createInspectorServer>;
beforeEach(async () => {
  port = await freePort();
  server = createInspectorServer({ port, autoOpen: false });
});
afterEach(() => server.stop());

describe('createInspectorServer of @statelyai/inspect, as the guide has it', () => {
  it('passes on the life of a campaign, also to who comes late, and serves the hosted page', async () => {
    const inspector = createWebSocketInspector({ url: `ws://localhost:${port}` });
    const { campaigns } = inspected(inspectCampaigns({ inspector }));
    await campaigns.create({ id: 'sale' });
    await campaigns.schedule('sale');
    const life = ['sale is draft', 'sale: SCHEDULE', 'sale → ready', 'sale: enqueue done'];
    for (const _ of ['early', 'late']) {
      const messages: string[] = [];
      createWebSocketReceiver({ server: `ws://localhost:${port}` }).subscribe(
        (message: StatelyInspectionEvent) =>
          void messages.push(told(message as unknown as InspectionMessage)),
      );
      await vi.waitFor(() => expect(messages).toEqual(life), 10_000);
    }
    inspector.stop();
    const page = await (await fetch(`http://localhost:${port}`)).text();
    expect(page).toContain('src="https://stately.ai/inspect"');
  });

  it('is for a machine behind a firewall: it has every interface, and answers every origin', async () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address }) => address);
    expect(addresses).toContain('127.0.0.1');
    for (const address of addresses) {
      const origin = 'https://evil.example';
      const socket = new WebSocket(`ws://${address}:${port}`, { headers: { origin } });
      await once(socket, 'open');
      socket.terminate();
    }
  });
});
