import { defineConfig } from 'vitest/config';
import { hasChromium } from './test/browser/chromium-path.js';

/** The console in a real browser, against the real server. Not part of `npm test`: not everybody has Chromium. */
export default defineConfig({
  test: {
    include: hasChromium() ? ['test/browser/**/*.test.ts'] : [],
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file has a server, a push endpoint and a browser of its own.
    fileParallelism: false,
  },
});
