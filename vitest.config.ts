import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/package/**'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
  },
});
