import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Running } from './keep-running.js';
import type { ProcessSettings, Ready } from './process-settings.js';

/** Until a process listens: it compiles its sources, connects, and may have to migrate. */
const readyMs = 60_000;

/** Longer than a worker waits for what is on its way (`drainMs`). */
const stopMs = 20_000;

const untilReady = async (child: ChildProcess, ended: Promise<unknown>): Promise<Ready> => {
  const late = new AbortController();
  const timer = setTimeout(readyMs, undefined, { signal: late.signal });
  const said = once(child, 'message').then(([ready]) => ready as Ready);
  try {
    const ready = await Promise.race([said, ended, timer.catch(() => undefined)]);
    if (typeof ready === 'object' && ready !== null && 'port' in ready) return ready as Ready;
    throw new Error('It ended, or did not listen in time; what it said stands above.');
  } finally {
    late.abort();
  }
};

/** Starts `api-process` or `worker-process` and resolves when it listens. */
export const startChild = async (
  program: 'api-process' | 'worker-process',
  settings: ProcessSettings,
): Promise<Running> => {
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const child = fork(path, { execArgv: ['--import', import.meta.resolve('tsx')] });
  const ended = once(child, 'exit').then(() => {});
  // It may be gone before it has read this; that it ended is told by `ended`.
  child.send(settings, () => {});
  try {
    const { port } = await untilReady(child, ended);
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    return {
      pid: child.pid as number,
      origin: `http://${host}:${port}`,
      ended,
      stop: async () => {
        child.kill('SIGTERM');
        const late = setTimeout(stopMs, 'late', { ref: false });
        if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
        await ended;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
};
