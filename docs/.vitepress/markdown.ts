import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';
import { drawMermaid } from './draw-mermaid.js';
import { siteLink } from './links.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Draws the blocks that are Mermaid. The SVG has a style of its own, which a template may not have. */
export const useMermaid = (md: MarkdownRenderer): void => {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? '';
    const svg = JSON.stringify(drawMermaid(token.content));
    return `<div class="mermaid" v-html="${escaped(svg)}"></div>\n`;
  };
};

/** Makes links that are right in the repository right in the site. Adds files that have to go along. */
export const useSiteLinks = (md: MarkdownRenderer, files: Set<string>): void => {
  md.core.ruler.push('site-links', ({ tokens, env }) => {
    const page = (env as MarkdownEnv).relativePath.replace(/^index\.md$/, 'README.md');
    for (const { children } of tokens) {
      let leadsNowhere = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const link = siteLink(page, token.attrGet('href') ?? '');
          if (link) token.attrSet('href', link.href);
          if (link?.file) files.add(link.file);
          if (link?.file) token.attrSet('target', '_self');
          leadsNowhere = !link;
        }
        if (leadsNowhere && token.type.startsWith('link_')) token.tag = 'span';
        if (leadsNowhere && token.type === 'link_open') token.attrs = null;
        if (token.type === 'link_close') leadsNowhere = false;
      }
    }
  });
};

const twoPictures =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img alt="([^"]*)" src="([^"]+)">\s*<\/picture>/g;

/**
 * Pictures that are written as HTML, as the builder of the site can find them. Of one for light and one for
 * dark, the site shows the one for the ground that its reader has chosen, not the system's.
 */
export const sitePictures = (html: string): string =>
  html
    .replaceAll(
      twoPictures,
      '<img class="on-dark" alt="$2" src="$1"><img class="on-light" alt="$2" src="$3">',
    )
    .replaceAll(/(<img [^>]*src=")(?![a-z]+:|[./])/g, '$1./');

/** Puts {@link sitePictures} to work, before anybody asks whether the HTML is a block or within a line. */
export const usePictures = (md: MarkdownRenderer): void => {
  md.core.ruler.before('block', 'site-pictures', (state) => {
    state.src = sitePictures(state.src);
  });
};
