import {
  createMemory,
  type Memory,
  type MemoryOptions,
  type MemoryTx,
} from '../../../src/adapters/memory/index.js';
import { createManualClock, type TestSystem } from '../../../src/testing/index.js';
import { tamper } from './tamper.js';

/** The suites' system, and the memory behind it. */
export type MemorySystem = TestSystem<MemoryTx> & Memory;

/** A memory adapter as the suites want it, on a clock that they move. */
export const memorySystem = (options: MemoryOptions = {}): MemorySystem => {
  const clock = createManualClock();
  const memory = createMemory({ clock, ...options });
  return {
    ...memory,
    advance: clock.advance,
    corruptStatus: (campaignId, status) =>
      tamper(memory, campaignId, (row) => Object.assign(row.record, { status })),
  };
};
