import type { DefaultTheme } from 'vitepress';
import type { Page } from './pages.js';

/** A part of the sidebar. */
interface Chapter {
  readonly title: string;
  /** In the order in which they are read. */
  readonly pages: readonly string[];
  /** Pages in this folder that no chapter names come after those that it does. */
  readonly folder?: string;
}

/** The order of reading. A page that is not named here stands at the end of its folder's chapter. */
export const chapters: readonly Chapter[] = [
  { title: 'Start', pages: ['README.md'] },
  {
    title: 'Concepts',
    pages: ['docs/concepts.md', 'docs/lifecycle.md', 'docs/design.md'],
    folder: 'docs/',
  },
  {
    title: 'Guides',
    pages: [
      'docs/guides/backend.md',
      'docs/guides/sqlite.md',
      'docs/guides/postgres.md',
      'docs/guides/several-machines.md',
      'docs/guides/queues.md',
      'docs/guides/http.md',
      'docs/guides/ui.md',
      'docs/guides/xstate.md',
      'docs/guides/console.md',
      'docs/guides/inspector.md',
      'docs/guides/testing-your-embedding.md',
      'docs/guides/conformance.md',
      'docs/guides/adding-a-status.md',
    ],
    folder: 'docs/guides/',
  },
  { title: 'Reference', pages: ['docs/reference/index.md'], folder: 'docs/reference/' },
  {
    title: 'What is behind it',
    pages: [
      'docs/field-notes.md',
      'docs/benchmarks.md',
      'docs/scale.md',
      'docs/testing.md',
      'docs/security.md',
    ],
  },
  { title: 'Moving here', pages: ['docs/guides/migration.md'] },
  { title: 'The project', pages: ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'] },
];

const named = new Set(chapters.flatMap(({ pages }) => pages));
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

const headingOf = ({ path, text }: Page): string => {
  const heading = /^# (.+)$/m.exec(text)?.[1];
  if (!heading) throw new Error(`${path}: expected a heading, "# …", for the sidebar; found none`);
  return heading.replaceAll(/[`\\]/g, '');
};

const itemOf = (page: Page): DefaultTheme.SidebarItem => ({
  text: headingOf(page).replace(/^campaign-machine\//, '/'),
  link: `/${page.path.replace(/^README\.md$/, 'index.md').replace(/\.md$/, '')}`,
});

/** The chapters with every one of these pages; a chapter of which there is no page is left out. */
export const sidebarOf = (pages: readonly Page[]): DefaultTheme.SidebarItem[] =>
  chapters
    .map(({ title, pages: paths, folder }) => {
      const inOrder = paths.flatMap((path) => pages.filter((page) => page.path === path));
      const others = pages.filter(({ path }) => folderOf(path) === folder && !named.has(path));
      return { text: title, items: [...inOrder, ...others].map(itemOf) };
    })
    .filter(({ items }) => items.length > 0);
