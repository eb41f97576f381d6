import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  logLevel: 'warn',
  resolve: {
    alias: {
      // What the inspector's receiver opens; see there.
      'isomorphic-ws': fileURLToPath(new URL('./inspector/watched-socket.ts', import.meta.url)),
    },
  },
  build: {
    // The Content-Security-Policy allows files of the server's own: nothing becomes a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // 'use client' is for servers that draw React, which is not done here.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
