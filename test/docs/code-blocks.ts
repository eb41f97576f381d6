import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A fenced block of a Markdown file that TypeScript is written in. */
export interface CodeBlock {
  /** `docs/page.md:12`, where the fence begins. */
  readonly place: string;
  readonly language: 'ts' | 'tsx';
  readonly code: string;
  /** Not where the fence says `no-run`: the block needs a browser, a server, or the reader's own code. */
  readonly isRun: boolean;
}

const codeNodesIn = (node: Nodes): readonly Extract<Nodes, { type: 'code' }>[] => {
  if (node.type === 'code') return [node];
  return 'children' in node ? node.children.flatMap(codeNodesIn) : [];
};

/** Spellings that would slip past the tests, and the one that does not. */
const unchecked: Readonly<Record<string, string>> = {
  typescript: 'ts',
  mts: 'ts',
  js: 'ts',
  mjs: 'ts',
  javascript: 'ts',
  jsx: 'tsx',
};

/** The TypeScript blocks of a page, also those in lists and quotations. */
export const codeBlocksIn = (path: string, markdown: string): readonly CodeBlock[] =>
  codeNodesIn(fromMarkdown(markdown)).flatMap(({ lang, meta, value, position }) => {
    const place = `${path}:${position?.start.line}`;
    const better = unchecked[lang ?? ''];
    if (better) throw new Error(`${place}: write \`\`\`${better}, or nobody checks this block`);
    if (lang !== 'ts' && lang !== 'tsx') return [];
    const isRun = lang === 'ts' && !(meta ?? '').split(' ').includes('no-run');
    return [{ place, language: lang, code: value, isRun }];
  });
