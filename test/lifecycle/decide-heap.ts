// A process of its own, run by decide-heap.test.ts: what 10,000,000 answers of the published `decide`
// cost in memory, printed as JSON.
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type CampaignEvent,
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  type Decision,
  decide,
} from 'campaign-machine/lifecycle';

/** What so many calls cost. */
export interface Cost {
  readonly grownBytes: number;
  readonly collections: number;
}

/** What this process prints. */
export interface HeapReport {
  readonly calls: number;
  readonly accepted: number;
  readonly decide: Cost;
  /** The same with an answer that is made anew each time: what it would look like. */
  readonly copying: Cost;
}

type Decide = (status: CampaignStatus, event: CampaignEvent) => Decision;

const calls = 10_000_000;
// The engine compiles during the first calls; what that takes is not what is looked for.
const warmUpCalls = 1_000_000;
// News of a collection takes a few turns of the event loop to arrive.
const turns = 10;

const cells = campaignStatuses.flatMap((status) =>
  campaignEventTypes.map((type) => ({ status, event: { type } })),
);

let accepted = 0;
// The latest answer is held where the engine cannot prove that nobody looks at it: one that never
// leaves the loop would not be allocated, whatever is done to make it.
let latest: Decision | undefined;

const callTimes = (answer: Decide, times: number): void => {
  accepted = 0;
  for (let done = 0; done < times; done += cells.length) {
    for (const { status, event } of cells) {
      latest = answer(status, event);
      if (latest.accepted) accepted++;
    }
  }
};

const heapUsed = (): number => {
  if (!globalThis.gc) throw new Error('Run with --expose-gc: garbage is not growth.');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
};

const costOf = async (answer: Decide): Promise<Cost> => {
  callTimes(answer, warmUpCalls);
  const before = heapUsed();
  await settle();
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  callTimes(answer, calls);
  await settle();
  observer.disconnect();
  return { grownBytes: heapUsed() - before, collections };
};

const report: HeapReport = {
  calls,
  decide: await costOf(decide),
  accepted,
  copying: await costOf((status, event) => ({ ...decide(status, event) })),
};
process.stdout.write(JSON.stringify(report));
