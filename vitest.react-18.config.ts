import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import everyTest from './vitest.config.js';

const installed = (name: string) =>
  fileURLToPath(new URL(`test/react-18/node_modules/${name}`, import.meta.url));

/**
 * The tests of the hooks once more, on the lowest React of the peer range. What imports React by itself
 * has to be led to the same one: it is loaded through Vite and as ES modules, which aliases reach.
 */
export default defineConfig({
  resolve: {
    alias: { react: installed('react'), 'react-dom': installed('react-dom') },
    mainFields: ['module', 'main'],
    conditions: ['module', 'development'],
  },
  test: {
    ...everyTest.test,
    include: ['test/react/**/*.test.tsx'],
    env: { REACT_VERSION: '18.0.0' },
    server: {
      deps: { inline: ['@testing-library/react', '@xstate/react', 'use-isomorphic-layout-effect'] },
    },
    typecheck: { enabled: false },
  },
});
