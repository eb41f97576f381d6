import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Canceller, openCanceller } from './cancellers.js';
import { nowNs } from './protocol.js';
import type { VariantName } from './variants.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

/** One cancel: ms from its call to the last hand-over begun, and hand-overs begun after it returned. */
export interface Stop {
  readonly lastMs: number;
  readonly over: number;
}

/** A variant with a worker process and a canceller on a database of their own. */
export interface Trial {
  stop(recipients: number, afterMs: number): Promise<Stop>;
  /** Messages a millisecond, to the end of the audience. */
  throughput(recipients: number): Promise<number>;
  close(): void;
}

const cancelOne = async (
  worker: WorkerProcess,
  canceller: Canceller,
  campaignId: string,
  request: { readonly recipients: number; readonly afterMs: number },
): Promise<Stop> => {
  await canceller.prepare(campaignId);
  const [sending, ended] = [worker.hear('sending'), worker.hear('ended')];
  worker.tell({ type: 'run', campaignId, recipients: request.recipients });
  await sending;
  await sleep(request.afterMs);
  const calledNs = nowNs();
  await canceller.cancel(campaignId, worker);
  const returnedNs = nowNs();
  const { handedOver } = await ended;
  if (handedOver === request.recipients) throw new Error('everything was sent before the cancel');
  const counted = worker.hear('counted');
  worker.tell({ type: 'count', calledNs: String(calledNs), returnedNs: String(returnedNs) });
  return counted;
};

export const openTrial = async (name: VariantName): Promise<Trial> => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-bench-'));
  const path = join(folder, 'campaigns.db');
  const canceller = await openCanceller(name, path);
  const worker = await startWorker(name, path);
  let number = 0;
  const nextId = () => {
    number += 1;
    return `campaign-${number}`;
  };
  return {
    stop: (recipients, afterMs) => cancelOne(worker, canceller, nextId(), { recipients, afterMs }),
    throughput: async (recipients) => {
      const campaignId = nextId();
      await canceller.prepare(campaignId);
      const ended = worker.hear('ended');
      worker.tell({ type: 'run', campaignId, recipients });
      const { handedOver, elapsedMs } = await ended;
      if (handedOver !== recipients) throw new Error(`${name} sent ${handedOver} of ${recipients}`);
      return handedOver / elapsedMs;
    },
    close: () => {
      worker.stop();
      canceller.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
