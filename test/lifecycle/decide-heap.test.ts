import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HeapReport } from './decide-heap.js';

const script = fileURLToPath(new URL('decide-heap.ts', import.meta.url));
const timeoutMs = 120_000;

describe('decide, as published', () => {
  it(
    'leaves the heap flat over 10,000,000 calls and allocates nothing in them',
    () => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--expose-gc', '--import', 'tsx', script],
        { encoding: 'utf8', timeout: timeoutMs },
      );
      expect(stderr).toBe('');
      const report: HeapReport = JSON.parse(stdout);
      expect(report).toMatchObject({ calls: 10_000_000, accepted: 2_500_000 });
      // One pointer kept a call would be 80 MB; what the engine itself keeps is far below this.
      expect(report.grownBytes).toBeLessThan(4_000_000);
      // An object of three words a call would be 240 MB: a dozen collections of the young generation.
      expect(report.collections).toBeLessThan(4);
    },
    timeoutMs,
  );
});
