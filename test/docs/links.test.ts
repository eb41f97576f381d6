import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsIn, brokenLinks, linksIn } from './links.js';
import { pages } from './pages.js';

const github = new URL('../../.github/', import.meta.url);

// Forms are YAML with sentences of Markdown in it; without the indentation they read as one page.
const forms = readdirSync(github, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(md|ya?ml)$/.test(name))
  .map((name) => ({
    path: `.github/${name}`,
    text: readFileSync(new URL(name, github), 'utf8').replaceAll(/^ +/gm, ''),
  }));

const page = (text: string, path = 'docs/page.md') => ({ path, text });

describe('the pages', () => {
  it('link to each other, to files, and well-formed to elsewhere', () => {
    const all = [...pages, ...forms];
    expect(all.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'docs/guides/backend.md', 'CHANGELOG.md']),
    );
    expect(forms.length).toBeGreaterThan(0);
    expect(all.flatMap(({ text }) => linksIn(text)).length).toBeGreaterThan(40);
    expect(brokenLinks(all)).toStrictEqual([]);
  });

  it('name in their forms only files that there are', () => {
    const named = forms.flatMap(({ text }) => text.match(/[\w./-]+\.md\b/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    const paths = pages.map(({ path }) => path);
    expect(named.filter((path) => !paths.includes(path))).toStrictEqual([]);
  });
});

describe('brokenLinks', () => {
  const target = page('# One\n\n## Two & `three`\n\n## One', 'docs/target.md');

  it.each([
    '[a page](guides/backend.md)',
    '[the README](../README.md) ![picture](images/lifecycle.svg) [folder](../src)',
    '[headings](target.md#two--three) [twice](target.md#one-1)',
    '# Here\n\n[up](#here)',
    '[elsewhere](https://example.com/a?b#c) <mailto:a@example.com>',
    '[on this machine](http://localhost:3000)',
    '`[not](a.link)`',
  ])('finds nothing wrong with: %s', (text) => {
    expect(brokenLinks([page(text), target])).toStrictEqual([]);
  });

  it.each([
    ['[gone](guides/gone.md)', 'there is no such file'],
    ['![gone](images/gone.svg)', 'there is no such file'],
    ['| a | [in a table](gone.md) |', 'there is no such file'],
    ['[defined][x]\n\n[x]: gone.md', 'there is no such file'],
    ['<img src="gone.png">', 'there is no such file'],
    ['[built](reference/service.md)', 'there is no such file'],
    ['[heading](target.md#four)', 'docs/target.md has no such heading'],
    ['[here](#here)', 'docs/page.md has no such heading'],
    ['[anchor](../package.json#name)', 'an anchor in what is not a page'],
    ['[out](../../a.md)', 'leads out of the repository'],
    ['[root](/docs/target.md)', 'leads out of the repository'],
    ['[plain](http://example.com)', 'expected https: or mailto:, and an address that parses'],
    ['[bad](https://[)', 'expected https: or mailto:, and an address that parses'],
  ])('finds what is wrong with: %s', (text, why) => {
    const found = brokenLinks([page(text), target]);
    expect(found).toStrictEqual([expect.stringContaining(`: ${why}`)]);
  });
});

describe('anchorsIn', () => {
  it('is what a Git host makes of headings', () => {
    const text = '# A `code` name\n\n## What, why?\n\n## Same\n\n## Same\n\n```\n# not this\n```';
    expect([...anchorsIn(text)]).toStrictEqual(['a-code-name', 'what-why', 'same', 'same-1']);
  });
});
