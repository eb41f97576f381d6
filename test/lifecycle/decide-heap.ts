// A process of its own, run by decide-heap.test.ts: what 10,000,000 answers of the published `decide`
// cost in memory, printed as JSON.
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { campaignEventTypes, campaignStatuses, decide } from 'campaign-machine/lifecycle';

/** What this process prints. */
export interface HeapReport {
  readonly calls: number;
  readonly accepted: number;
  readonly grownBytes: number;
  readonly collections: number;
}

const calls = 10_000_000;
// The engine compiles during the first calls; what that takes is not what is looked for.
const warmUpCalls = 1_000_000;

const cells = campaignStatuses.flatMap((status) =>
  campaignEventTypes.map((type) => ({ status, event: { type } })),
);

const decideTimes = (times: number): number => {
  let accepted = 0;
  for (let done = 0; done < times; done += cells.length) {
    for (const { status, event } of cells) if (decide(status, event).accepted) accepted++;
  }
  return accepted;
};

const heapUsed = (): number => {
  if (!globalThis.gc) throw new Error('Run with --expose-gc: garbage is not growth.');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});

decideTimes(warmUpCalls);
const before = heapUsed();
await setImmediate();
observer.observe({ entryTypes: ['gc'] });
const accepted = decideTimes(calls);
await setImmediate();
observer.disconnect();
const grownBytes = heapUsed() - before;

const report: HeapReport = { calls, accepted, grownBytes, collections };
process.stdout.write(JSON.stringify(report));
