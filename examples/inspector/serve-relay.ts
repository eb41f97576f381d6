import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInspectorRelay, type InspectorRelay, type InspectorRelayOptions } from './relay.js';

/** A relay that other processes can reach. */
export interface ServedRelay extends Pick<InspectorRelay, 'send'> {
  /** For `createWebSocketInspector({ url })` and `createWebSocketReceiver({ server: url })`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A relay on a port of its own: on the loopback interface, where nobody else's machine gets to. */
export async function serveInspectorRelay({
  port = 0,
  ...options
}: InspectorRelayOptions & { readonly port?: number } = {}): Promise<ServedRelay> {
  const relay = createInspectorRelay(options);
  const server = createServer((_, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
    response.end('This is a WebSocket of @statelyai/inspect.\n');
  });
  server.on('upgrade', relay.handleUpgrade);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    send: relay.send,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      relay.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
