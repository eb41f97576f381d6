import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a request for a WebSocket with a status of HTTP, and hangs up. */
export const refuseUpgrade = (socket: Duplex, status: number): void => {
  // Nobody else listens on a connection that was handed over: a reset would end the process.
  socket.on('error', () => {});
  // And nobody else would end the half that a peer keeps open.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
};
