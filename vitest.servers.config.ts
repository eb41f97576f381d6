import { defineConfig } from 'vitest/config';
import everyTest from './vitest.config.js';

/** Tests on servers: those of the adapters of PostgreSQL and what is built on it. */
export default defineConfig({
  test: {
    ...everyTest.test,
    include: [
      'test/adapters/{postgres,pg-boss,bullmq}/**/*.test.ts',
      'test/cluster/**/*.test.ts',
      'test/chaos/chaos.test.ts',
    ],
    exclude: [],
    globalSetup: ['test/setup/draw-seed.ts', 'test/servers/find-servers.ts'],
    typecheck: { enabled: false },
  },
});
