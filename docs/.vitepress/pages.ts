import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** A page as it lies in the project. */
export interface Page {
  /** From the folder of the project: `docs/guides/backend.md`. */
  readonly path: string;
  readonly text: string;
}

const read = (path: string): Page => ({ path, text: readFileSync(new URL(path, root), 'utf8') });

const pagesIn = (folder: string, recursive: boolean): readonly string[] =>
  readdirSync(new URL(folder || '.', root), { recursive, encoding: 'utf8' })
    .map((name) => `${folder}${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'));

/** Every page that the site has: those beside the README, and all in `docs`. */
export const sitePages = (): readonly Page[] =>
  [...pagesIn('', false), ...pagesIn('docs/', true)].sort().map(read);
