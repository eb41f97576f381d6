import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Keeps an agent from using a connection again that has been idle for longer than this; to be called
 * before each request. Servers close connections that are idle, and of a message that is sent at that
 * moment nobody knows whether it arrived.
 *
 * Looked at by the clock, when a connection is wanted: in a process that stood still for a while, timers
 * are late, and so is the news that the other end has closed.
 */
export const dropIdle = (agent: Agent, idleMaxMs: number): (() => void) => {
  const idleSince = new WeakMap<Duplex, number>();
  const keep = agent.keepSocketAlive;
  agent.keepSocketAlive = (socket) => {
    idleSince.set(socket, performance.now());
    return keep.call(agent, socket);
  };
  return () => {
    const since = performance.now() - idleMaxMs;
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) {
        if ((idleSince.get(socket) ?? 0) < since) socket.destroy();
      }
    }
  };
};
