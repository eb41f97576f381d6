import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// The entries are what package.json exports: './dist/lifecycle/index.js' is built from
// 'src/lifecycle/index.ts'. One list, kept in one place.
const entry = Object.values(manifest.exports)
  .filter((target): target is { import: { default: string } } => typeof target === 'object')
  .map((target) => target.import.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));

export default defineConfig({
  entry,
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  target: 'node20.19',
  // Entries share their modules, so that a CampaignInputError is the same class in all of them.
  splitting: true,
  // CommonJS is then written by Rollup as it stands. Left to tsup it is translated to older JavaScript:
  // every `?.` becomes a chain of closures, and decide takes three times as long.
  treeshake: true,
  // 'node:sqlite' exists only under that name.
  removeNodeProtocol: false,
  // What is installed beside this package is looked for from where this package is, in CommonJS too,
  // which has no import.meta.url of its own.
  shims: true,
});
