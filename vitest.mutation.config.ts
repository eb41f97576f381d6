import { defineConfig } from 'vitest/config';
import everyTest from './vitest.config.js';

// What a mutant is tried on: the tests of the behaviour of the folders that are mutated. Not those of
// the published build, which no mutant reaches, nor of the types, which no mutant changes.
export default defineConfig({
  test: {
    ...everyTest.test,
    include: ['test/{lifecycle,machine,foreign,agreement}/**/*.test.ts'],
    exclude: ['test/lifecycle/decide-heap.test.ts'],
    typecheck: { enabled: false },
  },
});
