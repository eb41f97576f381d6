import type fc from 'fast-check';
import type { Memory } from '../../src/adapters/memory/index.js';

type Method = (...input: unknown[]) => unknown;

/** The same port, each of whose calls arrives when the scheduler says, and whose answer too. */
const scheduledPort = <Port extends object>(scheduler: fc.Scheduler, port: Port): Port => {
  const isMethod = (entry: [string, unknown]): entry is [string, Method] =>
    typeof entry[1] === 'function';
  const methods = Object.entries(port)
    .filter(isMethod)
    .map(([name, method]) => [
      name,
      async (...input: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), `${name} arrives`);
        const answer = await method(...input);
        await scheduler.schedule(Promise.resolve(), `${name} answers`);
        return answer;
      },
    ]);
  return { ...port, ...Object.fromEntries(methods) };
};

/** The ports of memory, in whatever order the scheduler draws. */
export const scheduledPorts = (scheduler: fc.Scheduler, memory: Memory) => ({
  store: scheduledPort(scheduler, memory.store),
  ledger: scheduledPort(scheduler, memory.ledger),
  queue: scheduledPort(scheduler, memory.queue),
  signals: scheduledPort(scheduler, memory.signals),
});
