import { readServerCpu, serverCpuBetween } from '../server-cpu.js';
import { openServerCanceller } from '../stop/server-cancellers.js';
import type { Place } from '../stop/server-ports.js';
import { startWorker, type WorkerProcess } from '../stop/worker-process.js';
import type { DispatchVariantName } from './dispatch-variants.js';

/** What one campaign, or one loop, came to. */
export interface Run {
  /** Recipients a second, from the first word to the workers to the last answer. */
  readonly rate: number;
  /** CPU time of all worker processes for one recipient, µs. */
  readonly workerUs: number;
  /** That of the database's processes on the server; not a number where it is not to be had. */
  readonly serverUs: number;
}

/** How many recipients, and how long a message to one of them takes. */
export interface Load {
  readonly recipients: number;
  readonly sendMs: number;
}

/** Worker processes of every variant, which wait between their runs. */
export interface Bench {
  run(name: DispatchVariantName, workers: number, load: Load): Promise<Run>;
  close(): void;
}

/** Starts as many workers as the largest run of a variant needs. */
export const openBench = async (
  place: Place,
  names: readonly DispatchVariantName[],
  workersMax: number,
): Promise<Bench> => {
  const service = await openServerCanceller('campaign-machine on servers', place);
  const processes = new Map<DispatchVariantName, WorkerProcess[]>();
  for (const name of names) {
    const started = Array.from({ length: workersMax }, () =>
      startWorker(name, JSON.stringify(place)),
    );
    processes.set(name, await Promise.all(started));
  }
  let number = 0;
  return {
    run: async (name, count, { recipients, sendMs }) => {
      number += 1;
      const campaignId = `campaign-${number}`;
      const shares = name.startsWith('dispatch');
      if (shares) await service.prepare(campaignId);
      const workers = (processes.get(name) ?? []).slice(0, count);
      const ended = workers.map((worker) => worker.hear('ended'));
      const each = shares ? recipients : recipients / count;
      const [from, cpuBefore] = [performance.now(), readServerCpu(place.prefix)];
      for (const worker of workers) {
        worker.tell({ type: 'run', campaignId, recipients: each, sendMs });
      }
      const answers = await Promise.all(ended);
      const tookMs = performance.now() - from;
      const serverMs = serverCpuBetween(cpuBefore, readServerCpu(place.prefix));
      const sent = answers.reduce((sum, { handedOver }) => sum + handedOver, 0);
      if (sent !== recipients) throw new Error(`${name} sent ${sent} of ${recipients}.`);
      const workerMs = answers.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
      const microseconds = (ms: number) => (ms * 1000) / recipients;
      return {
        rate: (recipients / tookMs) * 1000,
        workerUs: microseconds(workerMs),
        serverUs: microseconds(serverMs),
      };
    },
    close: () => {
      for (const worker of [...processes.values()].flat()) worker.stop();
    },
  };
};
