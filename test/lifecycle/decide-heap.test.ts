import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HeapReport } from './decide-heap.js';

const script = fileURLToPath(new URL('decide-heap.ts', import.meta.url));
const timeoutMs = 50_000;

describe('decide, as published', () => {
  it('leaves the heap flat over 10,000,000 calls and allocates nothing in them', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', script],
      { encoding: 'utf8', timeout: timeoutMs },
    );
    expect(stderr).toBe('');
    const report: HeapReport = JSON.parse(stdout);
    expect(report).toMatchObject({ calls: 10_000_000, accepted: 2_500_000 });
    // One pointer kept a call would be 80 MB; what the engine itself keeps is far below this.
    expect(report.decide.grownBytes).toBeLessThan(4_000_000);
    // Answers made anew each time would be seen, as those of the second run are: some 470 times.
    expect(report.copying.collections).toBeGreaterThan(100);
    expect(report.decide.collections).toBeLessThan(report.copying.collections / 10);
  });
});
