import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, 'test/package/**'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
  },
});
