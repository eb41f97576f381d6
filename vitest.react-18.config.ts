import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

const installed = (name: string) =>
  fileURLToPath(new URL(`test/react-18/node_modules/${name}`, import.meta.url));

/** The tests of the hooks once more, on the lowest React of the peer range. */
export default mergeConfig(
  base,
  defineConfig({
    resolve: { alias: { react: installed('react'), 'react-dom': installed('react-dom') } },
    test: {
      env: { REACT_VERSION: '18.0.0' },
      // What imports React by itself has to be led to the same one.
      server: { deps: { inline: ['@testing-library/react', '@xstate/react'] } },
      typecheck: { enabled: false },
    },
  }),
);
