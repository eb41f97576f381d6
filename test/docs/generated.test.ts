import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generated, root } from '../../scripts/generate/generated.js';
import { withSections } from '../../scripts/generate/with-sections.js';

const files = generated();
const onDisk = (path: string): string => {
  const file = new URL(path, root);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('npm run generate', () => {
  it.each(files)('has nothing to change in $path', ({ path, text }) => {
    expect(onDisk(path), `${path} is stale: npm run generate`).toBe(text);
  });

  it('fills every kind of section that there is, and looks after every page that asks for one', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['README.md', 'docs/lifecycle.md', 'docs/images/lifecycle.svg']),
    );
    const used = files.flatMap(({ text }) => [...text.matchAll(/<!-- generated: (\S+) -->/g)]);
    expect([...new Set(used.map(([, name]) => name))].sort()).toEqual(
      ['effects', 'events', 'folders', 'imports', 'mermaid', 'picture', 'statuses', 'table'].sort(),
    );
  });
});

describe('withSections', () => {
  const sections = { table: 'NEW' };

  it('makes anew what stands between markers, and touches nothing else', () => {
    const page = 'a\n<!-- generated: table -->\n\nOLD\n\n<!-- end -->\nb <!-- end -->\n';
    expect(withSections('a.md', page, sections)).toBe(
      'a\n<!-- generated: table -->\n\nNEW\n\n<!-- end -->\nb <!-- end -->\n',
    );
  });

  it.each([
    ['a name that there is not', '<!-- generated: tabel -->\n<!-- end -->', /got "tabel"/],
    ['a section without an end', '<!-- generated: table -->\nOLD\n', /<!-- end --> after every/],
    ['a page without a section', '# Page', /found none/],
  ])('refuses %s', (_, page, message) => {
    expect(() => withSections('a.md', page, sections)).toThrow(message);
  });
});
