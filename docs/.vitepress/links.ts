import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where a link in the site leads: a page as it is, a file that is copied, or `undefined` for nowhere. */
export interface SiteLink {
  readonly href: string;
  /** From the folder of the project; the site has no page of it, so the file goes along. */
  readonly file?: string;
}

const isOutside = (href: string): boolean => /^([a-z][a-z0-9+.-]*:|#|\/)/i.test(href);

/**
 * What becomes of a link that is right in the repository. The README is the site's first page; a file
 * such as data goes along with the site; a folder or a source has no place in it.
 */
export const siteLink = (page: string, href: string): SiteLink | undefined => {
  if (isOutside(href)) return { href };
  const [way = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(page), way);
  if (way.endsWith('.md')) {
    const toPage = target === 'README.md' ? way.replace(/README\.md$/, 'index.md') : way;
    return { href: anchor === undefined ? toPage : `${toPage}#${anchor}` };
  }
  const isData = ['.json', '.svg', '.png', '.csv'].includes(extname(target));
  const isFile = existsSync(join(root, target)) && statSync(join(root, target)).isFile();
  return isData && isFile ? { href, file: target } : undefined;
};

/** Puts the files that pages lead to where their links expect them. */
export const copyLinkedFiles = (files: Iterable<string>, outDir: string): void => {
  for (const file of files) {
    mkdirSync(dirname(join(outDir, file)), { recursive: true });
    copyFileSync(join(root, file), join(outDir, file));
  }
};
