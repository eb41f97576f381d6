import { setTimeout } from 'node:timers/promises';
import {
  type PushEndpoint,
  type PushEndpointOptions,
  startPushEndpoint,
} from '../../push/push-endpoint-process.js';

/** The push service that runs beside the server, for generated subscribers. */
export interface LocalEndpoint {
  /** Another one each time it had to be started again. */
  origin(): string;
  pid(): number;
  stop(): Promise<void>;
}

const restartInMs = 500;

/**
 * Starts the local push endpoint and starts it again whenever it ends. Until it listens again,
 * messages are refused a connection, which means surely not delivered: they are tried later.
 */
export const keepEndpointRunning = async (
  options: PushEndpointOptions,
  onTrouble: (error: unknown) => void,
): Promise<LocalEndpoint> => {
  let current = await startPushEndpoint(options);
  let isStopping = false;
  let starting: Promise<void> = Promise.resolve();

  const restart = async (): Promise<void> => {
    while (!isStopping) {
      try {
        current = await startPushEndpoint(options);
        return watch(current);
      } catch (error) {
        onTrouble(error);
        await setTimeout(restartInMs);
      }
    }
  };

  const watch = ({ lost }: PushEndpoint): void => {
    lost.addEventListener('abort', () => {
      onTrouble(lost.reason);
      starting = restart();
    });
  };

  watch(current);
  return {
    origin: () => current.origin,
    pid: () => current.pid,
    async stop() {
      isStopping = true;
      await starting;
      await current.stop();
    },
  };
};
