import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pages } from './pages.js';

const tests = readdirSync(new URL('../', import.meta.url), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => !name.includes('node_modules') && name.endsWith('.test.ts'));

/** `a/{b,c}/*.test.ts` as it stands in a sentence: each of `b` and `c`, and any one name for the star. */
const patterns = (named: string): readonly RegExp[] => {
  const [, before = '', choices = '', after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(named) ?? [];
  const each = choices ? choices.split(',').map((choice) => before + choice + after) : [named];
  return each.map((one) => {
    const text = one
      .replace(/^test\//, '')
      .replaceAll('.', '\\.')
      .replaceAll('*', '[^/]+');
    return new RegExp(`(^|/)${text}$`);
  });
};

const missing = (text: string): readonly string[] =>
  [...text.matchAll(/`([\w./{},*-]+\.test\.ts)`/g)]
    .map(([, named = '']) => named)
    .filter((named) => !patterns(named).every((path) => tests.some((test) => path.test(test))));

describe('the pages', () => {
  it('name only tests that there are', () => {
    expect(pages.find(({ path }) => path === 'docs/security.md')?.text).toMatch(/\.test\.ts`/);
    expect(
      pages.flatMap(({ path, text }) => missing(text).map((name) => `${path}: ${name}`)),
    ).toEqual([]);
  });

  it('are read with their braces and stars', () => {
    const good =
      '`docs/named-tests.test.ts` `adapters/{sqlite,postgres}/purge.test.ts` `test/docs/*.test.ts`';
    expect(missing(good)).toEqual([]);
    const bad = [
      'docs/no-such.test.ts',
      'adapters/{sqlite,oracle}/purge.test.ts',
      'none/*.test.ts',
    ];
    expect(missing(bad.map((name) => `\`${name}\``).join(' '))).toEqual(bad);
  });
});
