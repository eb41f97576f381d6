import {
  createMemory,
  type MemoryOptions,
  type MemoryTx,
} from '../../../src/adapters/memory/index.js';
import type { TestSystem } from '../../../src/testing/index.js';
import { createManualClock } from '../../../src/testing/manual-clock.js';

/** A memory adapter as the suites want it, on a clock that they move. */
export const memorySystem = (options: MemoryOptions = {}): TestSystem<MemoryTx> => {
  const clock = createManualClock();
  const memory = createMemory({ clock, ...options });
  return {
    ...memory,
    advance: clock.advance,
    corruptStatus: (campaignId, status) => {
      const snapshot = structuredClone(memory.dump());
      const row = snapshot.campaigns.find(({ record }) => record.id === campaignId);
      Object.assign(row?.record ?? {}, { status });
      memory.restore(snapshot);
    },
  };
};
