import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawMermaid } from '../../docs/.vitepress/draw-mermaid.js';
import { siteLink } from '../../docs/.vitepress/links.js';
import { sitePictures } from '../../docs/.vitepress/markdown.js';
import { sitePages } from '../../docs/.vitepress/pages.js';
import { chapters, sidebarOf } from '../../docs/.vitepress/sidebar.js';

const pages = sitePages();
const linksOf = (of: typeof pages) =>
  sidebarOf(of).flatMap(({ items }) => (items ?? []).map(({ link }) => link));
const linkTo = (path: string) => `/${path === 'README.md' ? 'index' : path.replace(/\.md$/, '')}`;

describe('the sidebar', () => {
  it('has every page exactly once', () => {
    expect(pages.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'docs/design.md', 'docs/guides/backend.md']),
    );
    expect(linksOf(pages).sort()).toStrictEqual(pages.map(({ path }) => linkTo(path)).sort());
  });

  it.each(['docs/new.md', 'docs/guides/new.md', 'docs/reference/new.md'])(
    'has a page that nobody thought of at the end of its chapter: %s',
    (path) => {
      expect(
        linksOf([...pages, { path, text: '# New' }]).filter((link) => link === linkTo(path)),
      ).toHaveLength(1);
    },
  );

  it('names every page once, and only pages that there are', () => {
    const named = chapters.flatMap(({ pages: paths }) => paths);
    expect(named).toHaveLength(new Set(named).size);
    const root = new URL('../../', import.meta.url);
    const written = named.filter((path) => !path.startsWith('docs/reference/'));
    expect(written.filter((path) => !existsSync(new URL(path, root)))).toStrictEqual([]);
  });

  it('asks for a heading', () => {
    expect(() => sidebarOf([{ path: 'docs/new.md', text: 'New' }])).toThrow(/docs\/new\.md: .*"# /);
  });
});

describe('drawMermaid', () => {
  const blocks = pages.flatMap(({ text }) =>
    [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, block]) => block ?? ''),
  );

  it('draws every block of the pages, and the pictures load nothing', () => {
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      const svg = drawMermaid(block);
      expect(svg).toMatch(/^<svg .*<\/svg>\s*$/s);
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|@import|url\(['"]/,
      );
    }
  });
});

describe('sitePictures', () => {
  it('shows the picture that goes with the ground that a reader has chosen', () => {
    const html =
      '<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="images/d.png">\n  <img alt="A b" src="images/l.png">\n</picture>';
    expect(sitePictures(html)).toBe(
      '<img class="on-dark" alt="A b" src="./images/d.png"><img class="on-light" alt="A b" src="./images/l.png">',
    );
    expect(sitePictures('<img src="a.png"> <a href="b.md">')).toBe(
      '<img src="./a.png"> <a href="b.md">',
    );
    expect(sitePictures('<img src="https://example.com/a.png">')).toBe(
      '<img src="https://example.com/a.png">',
    );
  });
});

describe('siteLink', () => {
  it.each([
    ['docs/lifecycle.md', 'https://example.com/a', { href: 'https://example.com/a' }],
    ['docs/lifecycle.md', 'design.md#dispatch', { href: 'design.md#dispatch' }],
    ['docs/guides/ui.md', '../../README.md#use-it', { href: '../../index.md#use-it' }],
    [
      'docs/lifecycle.md',
      'campaign-machine.json',
      { href: 'campaign-machine.json', file: 'docs/campaign-machine.json' },
    ],
    ['README.md', 'LICENSE', undefined],
    ['docs/guides/http.md', '../../examples/console/server', undefined],
  ])('in %s makes of %s what is right in the site', (page, href, link) => {
    expect(siteLink(page, href)).toStrictEqual(link);
  });
});
