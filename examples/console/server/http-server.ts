import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** So long requests that are being answered may take when the server stops. */
const drainMs = 5_000;

const sweepMs = 20;

/** Open pages, mostly: each has one connection for its events and a few for its requests. */
const connectionsMax = 1_000;

/** A server that cannot listen, in words for who started it. */
const explain = (
  error: NodeJS.ErrnoException,
  {
    host,
    port,
    command,
  }: { readonly host: string; readonly port: number; readonly command: string },
): Error => {
  const another = `Choose another one: PORT=${port === 65_535 ? 3001 : port + 1} ${command}`;
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken by another program. ${another}`);
  }
  if (error.code === 'EACCES') return new Error(`Port ${port} is not allowed here. ${another}`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Error(`HOST takes an address or a name of this machine, not "${host}".`);
  }
  return error;
};

export interface HttpServer {
  readonly port: number;
  /** Takes no more requests, answers those that are there, and resolves. */
  stop(): Promise<void>;
}

/** Takes a connection over from HTTP, and has to end it in any case. */
export type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** What has started it; `npm start` if left out. */
  readonly command?: string;
  /** Left out, a request for another protocol is answered like any other one. */
  readonly handleUpgrade?: HandleUpgrade | undefined;
}

/** Listens. Rejects with a message that says what to do about what `command` has started. */
export const listen = async (
  app: Hono,
  { host, port, command = 'npm start', handleUpgrade }: ListenOptions,
): Promise<HttpServer> => {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  if (handleUpgrade) server.on('upgrade', handleUpgrade);
  server.maxConnections = connectionsMax;
  server.listen(port, host);
  await once(server, 'listening').catch((error) => {
    throw explain(error, { host, port, command });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      // A connection whose answer ends from now on would be kept open for the next request.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(deadline);
    },
  };
};
