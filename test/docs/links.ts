import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

const root = new URL('../../', import.meta.url);

/** A page of the repository; its path begins at the folder of the project. */
interface Page {
  readonly path: string;
  readonly text: string;
}

interface Link {
  readonly href: string;
  readonly line: number;
}

const nodesIn = (node: Nodes): readonly Nodes[] => [
  node,
  ...('children' in node ? node.children.flatMap(nodesIn) : []),
];

const textOf = (node: Nodes): string =>
  'children' in node ? node.children.map(textOf).join('') : 'value' in node ? node.value : '';

const hrefsOf = (node: Nodes): readonly string[] => {
  if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
    return [node.url];
  }
  if (node.type !== 'html') return [];
  return [...node.value.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)].map(([, href]) => href ?? '');
};

/** Every link and picture of a page, also those that are defined at its end or written as HTML. */
export const linksIn = (text: string): readonly Link[] =>
  nodesIn(fromMarkdown(text)).flatMap((node) =>
    hrefsOf(node).map((href) => ({ href, line: node.position?.start.line ?? 0 })),
  );

/** What a Git host makes of the headings of a page. */
export const anchorsIn = (text: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  const headings = nodesIn(fromMarkdown(text)).filter(({ type }) => type === 'heading');
  return new Set(headings.map((heading) => slugger.slug(textOf(heading))));
};

const isWellFormed = (href: string): boolean =>
  URL.canParse(href) &&
  (['https:', 'mailto:'].includes(new URL(href).protocol) ||
    // What runs on the reader's own machine has no certificate.
    (new URL(href).protocol === 'http:' && new URL(href).hostname === 'localhost'));

// What a fresh clone does not have is no place to lead to.
const isGenerated = (path: string): boolean =>
  /^(dist|node_modules|docs\/reference|docs\/\.vitepress\/dist)(\/|$)/.test(path);

const brokenBecause = (page: Page, href: string, pages: readonly Page[]): string | undefined => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) {
    return isWellFormed(href)
      ? undefined
      : 'expected https: or mailto:, and an address that parses';
  }
  const [way = '', anchor] = href.split('#');
  const target = way === '' ? page.path : posix.join(posix.dirname(page.path), decodeURI(way));
  if (way.startsWith('/') || target.startsWith('..')) return 'leads out of the repository';
  const text = pages.find(({ path }) => path === target)?.text;
  const isThere = text !== undefined || existsSync(new URL(target, root));
  if (isGenerated(target) || !isThere) return 'there is no such file';
  if (anchor === undefined) return undefined;
  if (text === undefined) return 'an anchor in what is not a page';
  return anchorsIn(text).has(anchor) ? undefined : `${target} has no such heading`;
};

/** `docs/page.md:12: link: what is wrong with it`, for every link that leads nowhere. */
export const brokenLinks = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap((page) =>
    linksIn(page.text).flatMap(({ href, line }) => {
      const why = brokenBecause(page, href, pages);
      return why ? [`${page.path}:${line}: ${href}: ${why}`] : [];
    }),
  );
