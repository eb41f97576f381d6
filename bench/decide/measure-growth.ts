// A process of its own: what 10,000,000 calls of `decide` leave behind in memory.
import { decide } from 'campaign-machine/lifecycle';
import { assertPublishedBuilds } from '../published-builds.js';
import { acceptedCells, cells, questions } from './cells.js';

/** What this process prints. */
export interface Growth {
  readonly calls: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
}

assertPublishedBuilds();
const calls = 25 * questions.length;
// The engine compiles and recompiles during the first calls; that is not what is looked for.
const warmUpCalls = 2 * questions.length;

let accepted = 0;
const callDecide = (times: number): void => {
  for (let done = 0; done < times; done += questions.length) {
    for (const { status, event } of questions) if (decide(status, event).accepted) accepted++;
  }
};

const readMemory = () => {
  if (!globalThis.gc) throw new Error('Run with --expose-gc: garbage is not growth.');
  globalThis.gc();
  return process.memoryUsage();
};

callDecide(warmUpCalls);
const before = readMemory();
callDecide(calls);
const after = readMemory();

// A loop whose answers nobody looks at could be optimised away.
const expected = ((calls + warmUpCalls) * acceptedCells.length) / cells.length;
if (accepted !== expected) throw new Error(`Expected ${expected} accepted; got ${accepted}.`);

const growth: Growth = {
  calls,
  heapBytes: after.heapUsed - before.heapUsed,
  rssBytes: after.rss - before.rss,
};
process.stdout.write(JSON.stringify(growth));
