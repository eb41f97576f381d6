import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

const filesIn = (folder: string, recursive: boolean): readonly string[] =>
  existsSync(new URL(folder, root))
    ? readdirSync(new URL(folder, root), { recursive, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}${name.replaceAll('\\', '/')}`)
    : [];

/**
 * Every page that people write: those at the top, like the README, and all below `docs` but the reference,
 * which is made from the sources.
 */
export const pages: readonly { readonly path: string; readonly text: string }[] = [
  ...filesIn('./', false),
  ...filesIn('docs/', true),
]
  .map((path) => path.replace('./', ''))
  .filter((path) => !path.startsWith('docs/reference/'))
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));
