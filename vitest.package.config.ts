import { defineConfig } from 'vitest/config';

/** The package as its users get it: packed, installed in temporary projects, and used there. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    globalSetup: ['test/package/workshop.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
