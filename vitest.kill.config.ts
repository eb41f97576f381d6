import { defineConfig } from 'vitest/config';

/** Processes that are killed and frozen, a hundred times and more. `npm test` has a few of them. */
export default defineConfig({
  test: {
    include: ['test/kill/**/*.test.ts'],
    env: { CAMPAIGN_KILLS: '108' },
    // Each kill has processes of its own, which mostly wait: for a lease to run out, for a disk.
    maxConcurrency: 8,
    fileParallelism: false,
  },
});
