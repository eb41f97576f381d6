import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { InspectionMessage, SendMessage } from 'campaign-machine/inspect';
import { WebSocket, WebSocketServer } from 'ws';
import { envelopeOf } from './inspection-message.js';
import { RecentMessages } from './recent-messages.js';
import { refuseUpgrade } from './refuse-upgrade.js';

/** Passes on what inspectors send to whoever watches. */
export interface InspectorRelay {
  /** For campaigns of this very process: `inspectCampaigns({ send: relay.send })`. */
  readonly send: SendMessage;
  /** For an HTTP server's `upgrade` event. The server is to listen on the loopback interface. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Hangs up on everybody. */
  close(): void;
}

/** Whether a page of this origin may connect by this request. */
export type IsAllowedOrigin = (origin: string, request: IncomingMessage) => boolean;

/** Who may connect, and how much is kept for those who come late. */
export interface InspectorRelayOptions {
  /**
   * The origins of pages that may connect: `http://127.0.0.1:4173`, or what decides it. None if left out. A program that is
   * no browser sends no origin and may connect; who can start programs here need not ask a relay.
   */
  readonly origins?: readonly string[] | IsAllowedOrigin;
  readonly bytesMax?: number;
}

// A machine's definition is some 4 kB. A viewer that lags this far behind does not look any more.
const messageBytesMax = 256 * 1024;
const lagBytesMax = 4 * 1024 * 1024;
const policyViolation = 1008;

/**
 * What `createInspectorServer` of `@statelyai/inspect` does, for use off line: it speaks the same protocol,
 * to `createWebSocketInspector` on the one side and `createWebSocketReceiver` on the other. Unlike it, it
 * answers no page of another origin, and tells whoever connects late of every campaign, not of the last
 * 200 messages.
 */
export function createInspectorRelay({
  origins = [],
  bytesMax,
}: InspectorRelayOptions = {}): InspectorRelay {
  const server = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax });
  const isAllowed: IsAllowedOrigin =
    typeof origins === 'function' ? origins : (origin) => origins.includes(origin);
  const recent = new RecentMessages(bytesMax === undefined ? {} : { bytesMax });

  const pass = (text: string, from?: WebSocket): boolean => {
    const envelope = envelopeOf(text);
    if (!envelope) return false;
    recent.keep(envelope, text);
    for (const client of server.clients) {
      if (client === from || client.readyState !== WebSocket.OPEN) continue;
      if (client.bufferedAmount > lagBytesMax) client.terminate();
      else client.send(text);
    }
    return true;
  };

  server.on('connection', (client) => {
    // What goes wrong with one connection ends that connection; `ws` closes it by itself.
    client.on('error', () => {});
    client.on('message', (data, isBinary) => {
      if (isBinary || !pass(data.toString(), client))
        client.close(policyViolation, 'Expected a message of @statelyai/inspect as JSON');
    });
    for (const text of recent.replay()) client.send(text);
  });

  return {
    send: (message: InspectionMessage) => void pass(JSON.stringify(message)),
    handleUpgrade: (request, socket, head) => {
      const { origin } = request.headers;
      if (origin !== undefined && !isAllowed(origin, request)) return refuseUpgrade(socket, 403);
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
