import { defineConfig } from 'vitepress';
import { copyLinkedFiles } from './links.js';
import { useMermaid, usePictures, useSiteLinks } from './markdown.js';
import { sitePages } from './pages.js';
import { sidebarOf } from './sidebar.js';

const linkedFiles = new Set<string>();

export default defineConfig({
  title: 'campaign-machine',
  description: 'The life of a push campaign, with a cancel that really stops.',
  lang: 'en-GB',
  // None, rather than one that is asked for in vain.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // The pages lie where a reader of the repository finds them, and link to each other from there.
  srcDir: '..',
  srcExclude: ['!(docs)/**/*.md'],
  rewrites: { 'README.md': 'index.md' },
  // The console is where it listens, not in the site.
  ignoreDeadLinks: 'localhostLinks',
  lastUpdated: false,
  markdown: {
    config: (md) => {
      useMermaid(md);
      usePictures(md);
      useSiteLinks(md, linkedFiles);
    },
  },
  // The index of the search is one file, fetched when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    // What a page explains comes before every member of the reference that has the word in its name.
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: { boostDocument: (id) => (id.includes('/reference/') ? 0.1 : 1) },
        },
      },
    },
    sidebar: sidebarOf(sitePages()),
    outline: [2, 3],
    externalLinkIcon: true,
  },
  buildEnd: ({ outDir }) => copyLinkedFiles(linkedFiles, outDir),
});
