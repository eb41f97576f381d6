import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.js';
import { brokenRules, purity, style } from './syntax.js';

const inFolders = (...folders: readonly string[]) =>
  sourceFiles.filter(({ path }) => folders.includes(path.split('/')[0] ?? ''));

const brokenIn = (text: string, rules: typeof purity) =>
  brokenRules([{ path: 'a.ts', text }], rules).map((problem) => problem.replace('a.ts:1: ', ''));

describe('src', () => {
  it.each(['lifecycle', 'foreign', 'machine'])(
    'has no clock, no chance and no waiting in %s',
    (folder) => {
      expect(inFolders(folder).length).toBeGreaterThan(1);
      expect(brokenRules(inFolders(folder), purity)).toStrictEqual([]);
    },
  );

  it('has no export *, no default export, no enum and no any', () => {
    expect(brokenRules(sourceFiles, style)).toStrictEqual([]);
  });

  it('reads no environment variable, opens no port and starts no process', () => {
    const asksOutside = (text: string) =>
      /^(?! \*|\/\/).*(process\.env|node:(net|http|https|http2|tls|dgram|child_process|cluster))/m.test(
        text,
      );
    expect(asksOutside('const { HOME } = process.env;')).toBe(true);
    expect(asksOutside("import { createServer } from 'node:net';")).toBe(true);
    expect(sourceFiles.filter(({ text }) => asksOutside(text))).toStrictEqual([]);
  });

  it('writes no file: only the adapter of SQLite has one, which it syncs', () => {
    const withFiles = sourceFiles.filter(({ text }) => text.includes('node:fs'));
    expect(withFiles.map(({ path }) => path)).toStrictEqual(['adapters/sqlite/log-sync.ts']);
  });

  it('has files that are named after their one idea, in kebab-case', () => {
    const names = sourceFiles.map(({ path }) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/.test(name))).toStrictEqual([]);
    expect(names.filter((name) => /^(utils?|helpers?|types|constants)\./.test(name))).toStrictEqual(
      [],
    );
  });
});

describe('purity', () => {
  it.each([
    ['const now = Date.now();', 'Date'],
    ['const now = new Date();', 'Date'],
    ['const now = performance.now();', 'performance'],
    ['const dice = Math.random();', 'random'],
    ['const id = crypto.randomUUID();', 'crypto'],
    ['setTimeout(() => {}, 1);', 'setTimeout'],
    ['const wait = setTimeout;', 'setTimeout'],
    ['const { env } = process;', 'process'],
    ['const answer = await ask();', 'await'],
    ['for await (const row of rows) take(row);', 'await'],
    ['async function ask() {}', 'async'],
    ['const ask = async () => {};', 'async'],
    ['class Door { async open() {} }', 'async'],
  ])('is broken by: %s', (text, rule) => {
    expect(brokenIn(text, purity)).toStrictEqual([rule]);
  });

  it.each([
    '// Date.now() and await are only spoken of here',
    'const text = "await Math.random()";',
    'const due = campaign.process;',
    'interface Port { fetch(): void; readonly performance: number }',
  ])('is not broken by: %s', (text) => {
    expect(brokenIn(text, purity)).toStrictEqual([]);
  });
});

describe('style', () => {
  it.each([
    ["export * from './a.js';", 'export *'],
    ["export * as a from './a.js';", 'export *'],
    ['export default 1;', 'default export'],
    ['export default function decide() {}', 'default export'],
    ["export { decide as default } from './decide.js';", 'default export'],
    ['enum Status { Draft }', 'enum'],
    ['const enum Status { Draft }', 'enum'],
    ['const x: any = 1;', 'any'],
    ['const x = y as any;', 'any'],
    ['type Row = Record<string, any>;', 'any'],
  ])('is broken by: %s', (text, rule) => {
    expect(brokenIn(text, style)).toStrictEqual([rule]);
  });

  it.each(["export { a } from './a.js';", 'const any = 1;', '// any enum'])(
    'is not broken by: %s',
    (text) => {
      expect(brokenIn(text, style)).toStrictEqual([]);
    },
  );
});
