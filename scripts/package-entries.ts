import { readFileSync } from 'node:fs';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<
    Record<string, string | { readonly import: { readonly default: string } }>
  >;
}

const manifest: Manifest = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** A door of the package, and the source that it is built from. */
export interface PackageEntry {
  /** What users import: `campaign-machine/service`. */
  readonly specifier: string;
  /** From the folder of the project: `src/service/index.ts`. */
  readonly source: string;
}

/** Every entry that `package.json` exports; what is built as `dist/x.js` comes from `src/x.ts`. */
export const packageEntries: readonly PackageEntry[] = Object.entries(manifest.exports).flatMap(
  ([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            specifier: subpath.replace('.', manifest.name),
            source: target.import.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'),
          },
        ],
);
