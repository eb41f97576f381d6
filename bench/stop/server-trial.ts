import { setTimeout as sleep } from 'node:timers/promises';
import type { Stop } from './measure.js';
import { nowNs } from './protocol.js';
import { openServerCanceller, type ServerCanceller } from './server-cancellers.js';
import type { Place } from './server-ports.js';
import type { ServerVariantName } from './server-variants.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

/** One cancel, and how long its call took. */
export interface ServerStop extends Stop {
  readonly callMs: number;
}

/** A dispatch that is cancelled. */
export interface StopRequest {
  readonly workers: number;
  /** More than are sent before the cancel. */
  readonly recipients: number;
  readonly sendMs: number;
  readonly afterMs: number;
}

/** A variant with its canceller and as many workers as are asked for at most. */
export interface ServerTrial {
  stop(request: StopRequest): Promise<ServerStop>;
  close(): void;
}

const stopOne = async (
  canceller: ServerCanceller,
  workers: readonly WorkerProcess[],
  campaignId: string,
  { recipients, sendMs, afterMs }: StopRequest,
): Promise<ServerStop> => {
  await canceller.prepare(campaignId);
  const sending = workers.map((worker) => worker.hear('sending'));
  const ended = workers.map((worker) => worker.hear('ended'));
  for (const worker of workers) worker.tell({ type: 'run', campaignId, recipients, sendMs });
  await Promise.all(sending);
  await sleep(afterMs);
  const calledNs = nowNs();
  await canceller.cancel(campaignId);
  const returnedNs = nowNs();
  const sent = (await Promise.all(ended)).reduce((sum, { handedOver }) => sum + handedOver, 0);
  if (sent >= recipients) throw new Error('everything was sent before the cancel');
  const counted = workers.map((worker) => worker.hear('counted'));
  for (const worker of workers) {
    worker.tell({ type: 'count', calledNs: String(calledNs), returnedNs: String(returnedNs) });
  }
  const each = await Promise.all(counted);
  return {
    callMs: Number(returnedNs - calledNs) / 1e6,
    lastMs: Math.max(...each.map(({ lastMs }) => lastMs)),
    over: each.reduce((sum, { over }) => sum + over, 0),
  };
};

export const openServerTrial = async (
  name: ServerVariantName,
  place: Place,
  workersMax: number,
): Promise<ServerTrial> => {
  const canceller = await openServerCanceller(name, place);
  const workers: WorkerProcess[] = [];
  while (workers.length < workersMax) workers.push(await startWorker(name, JSON.stringify(place)));
  let number = 0;
  return {
    stop: (request) => {
      number += 1;
      return stopOne(canceller, workers.slice(0, request.workers), `campaign-${number}`, request);
    },
    close: () => {
      for (const worker of workers) worker.stop();
    },
  };
};
