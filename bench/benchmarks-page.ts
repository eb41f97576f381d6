import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../docs/benchmarks.md', import.meta.url);

/**
 * Replaces what stands in docs/benchmarks.md between the markers of this section; the sentences
 * around them are written by hand and stay as they are.
 */
export const writeSection = (name: string, content: string): void => {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`docs/benchmarks.md needs the lines ${start} and ${end}, in this order.`);
  }
  writeFileSync(page, `${text.slice(0, from)}${start}\n\n${content}\n\n${text.slice(to)}`);
};
