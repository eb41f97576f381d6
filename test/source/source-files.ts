import { readdirSync, readFileSync } from 'node:fs';

/** A file of `src`; its path begins below `src` and is written with `/` on every system. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const src = new URL('../../src/', import.meta.url);

/** Every TypeScript file of the package, as it is now. */
export const sourceFiles: readonly SourceFile[] = readdirSync(src, {
  recursive: true,
  encoding: 'utf8',
})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, src), 'utf8') }));
