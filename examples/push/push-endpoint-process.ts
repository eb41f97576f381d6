import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ArrivalCounts } from './arrivals.js';

export interface PushEndpointOptions {
  /** The file with the subscribers; left out: all that `makeSubscriber` can make, as they come. */
  readonly audiencePath?: string;
  readonly vapidPublicKey: string;
  /** The folder, which exists, in which the endpoint records what arrived. */
  readonly arrivalsFolder: string;
  readonly delayMs?: number;
  readonly goneFraction?: number;
  readonly throttledFraction?: number;
  /** Where it listens on this machine; any port that is free if left out. */
  readonly port?: number;
}

/** What the endpoint counted for one campaign; `refused` is what it could not verify or decrypt. */
export type EndpointStats = ArrivalCounts & { readonly refused: number };

export interface PushEndpoint {
  readonly origin: string;
  readonly pid: number;
  /** Aborts if the process ends without having been stopped. */
  readonly lost: AbortSignal;
  stats(campaignId: string): Promise<EndpointStats>;
  /** How many copies of a campaign's message one subscriber got. */
  copies(campaignId: string, subscriberId: string): Promise<number>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./push-endpoint.ts', import.meta.url));

const startProcess = (options: PushEndpointOptions) =>
  fork(
    program,
    [
      `--audience=${options.audiencePath ?? ''}`,
      `--vapid-key=${options.vapidPublicKey}`,
      `--arrivals=${options.arrivalsFolder}`,
      `--delay-ms=${options.delayMs ?? 0}`,
      `--gone=${options.goneFraction ?? 0}`,
      `--throttled=${options.throttledFraction ?? 0}`,
      `--port=${options.port ?? 0}`,
    ],
    // Detached, because a terminal sends Ctrl-C to the whole group: the endpoint would end before the
    // messages on their way are answered. That it ends with its parent is its own concern.
    { execArgv: ['--import', import.meta.resolve('tsx')], detached: true },
  );

const getJson = async <Answer>(origin: string, query: Record<string, string>): Promise<Answer> => {
  const response = await fetch(`${origin}/stats?${new URLSearchParams(query)}`);
  return (await response.json()) as Answer;
};

/** Starts the push endpoint as a process that never outlives this one. Resolves when it listens. */
export const startPushEndpoint = async (options: PushEndpointOptions): Promise<PushEndpoint> => {
  const child = startProcess(options);
  const lost = new AbortController();
  const exited = once(child, 'exit');
  let isStopping = false;
  child.once('exit', () => {
    if (!isStopping) lost.abort(new Error('The push endpoint ended unexpectedly.'));
  });

  const [ready] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => lost.signal.throwIfAborted()),
  ])) as [{ port: number }];
  const origin = `http://127.0.0.1:${ready.port}`;
  return {
    origin,
    pid: child.pid as number,
    lost: lost.signal,
    stats: (campaign) => getJson(origin, { campaign }),
    copies: async (campaign, id) =>
      (await getJson<{ copies: number }>(origin, { campaign, id })).copies,
    async stop() {
      isStopping = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
};
