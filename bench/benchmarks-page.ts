import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces what stands on a page, docs/benchmarks.md if none is named, between the markers of this
 * section; the sentences around them are written by hand and stay as they are.
 */
export const writeSection = (name: string, content: string, page = 'docs/benchmarks.md'): void => {
  const file = new URL(`../${page}`, import.meta.url);
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`${page} needs the lines ${start} and ${end}, in this order.`);
  }
  writeFileSync(file, `${text.slice(0, from)}${start}\n\n${content}\n\n${text.slice(to)}`);
};
