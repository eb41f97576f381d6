import { type Clock, systemClock } from 'campaign-machine/service';
import type { Logger } from './logging.js';

/** A process that was started and listens. */
export interface Running {
  readonly pid: number;
  readonly origin: string;
  /** Resolves when it has ended, however it ended. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** A process that is started again when it dies. */
export interface Kept {
  readonly first: Running;
  stop(): Promise<void>;
}

const restartFirstMs = 100;
const restartMaxMs = 10_000;

/** Who has run for so long did not die of being started. */
const healthyMs = 10_000;

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Starts a process, and starts it again whenever it ends: after 0.1 s, then twice as long each time, up to
 * 10 s, as long as it does not live for 10 s. Rejects if the first start fails.
 */
export const keepRunning = async (
  name: string,
  start: () => Promise<Running>,
  log: Logger,
  clock: Clock = systemClock,
): Promise<Kept> => {
  const ending = new AbortController();
  const ended = untilAborted(ending.signal);
  const first = await start();
  let current: Running | undefined = first;
  let deaths = 0;

  const tell = ({ pid, origin }: Running) => log.info({ name, child: pid, origin }, 'started');

  const startAgain = async (): Promise<Running | undefined> => {
    const waitMs = Math.min(restartFirstMs * 2 ** Math.min(deaths, 20), restartMaxMs);
    deaths += 1;
    await clock.sleep(waitMs, ending.signal);
    if (ending.signal.aborted) return undefined;
    try {
      return await start();
    } catch (error) {
      log.error({ name, said: (error as Error).message }, 'not started');
      return startAgain();
    }
  };

  const watch = async (): Promise<void> => {
    while (current) {
      const sinceMs = clock.monotonicMs();
      await Promise.race([current.ended, ended]);
      if (ending.signal.aborted) return;
      if (clock.monotonicMs() - sinceMs > healthyMs) deaths = 0;
      log.warn({ name, child: current.pid }, 'died');
      current = await startAgain();
      if (current) tell(current);
    }
  };

  tell(first);
  const watched = watch();
  return {
    first,
    stop: async () => {
      ending.abort();
      // It may be starting just now.
      await watched;
      await current?.stop();
    },
  };
};
