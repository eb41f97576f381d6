import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // What is packed, and what needs a browser or a server, are suites of their own.
    exclude: [
      ...configDefaults.exclude,
      'test/package/**',
      'test/browser/**',
      'test/adapters/{postgres,pg-boss,bullmq}/**',
      'test/cluster/**',
      'test/chaos/chaos.test.ts',
    ],
    globalSetup: ['test/setup/draw-seed.ts'],
    setupFiles: ['test/setup/seed-fast-check.ts'],
    // The default leaves a core to whoever looks on; with two cores that is half of the machine.
    maxWorkers: '100%',
    // Enough for a test that starts processes or compilers on a machine that has other things to do.
    testTimeout: 60_000,
    // Hooks start and end the same things; dropping a database waits for a checkpoint.
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      tsconfig: 'test/tsconfig.types.json',
    },
    // What XState's development build says whenever a campaign that has ended is asked for more, which
    // these tests do on purpose.
    onConsoleLog: (log) => !log.includes('was sent to stopped actor'),
  },
});
