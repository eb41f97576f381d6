import { describe, expect, it } from 'vitest';
import { importCycles, layerImports, wrongImports } from './imports.js';
import { layers } from './layers.js';
import { sourceFiles } from './source-files.js';

const file = (path: string, specifier: string) => ({
  path,
  text: `export { thing } from '${specifier}';`,
});

describe('the layers', () => {
  it('import only what stands above them', () => {
    const names = Object.keys(layers);
    for (const [name, { folders }] of Object.entries(layers)) {
      const above = names.slice(0, names.indexOf(name));
      expect(folders.filter((folder) => !above.includes(folder))).toStrictEqual([]);
    }
  });
});

describe('src', () => {
  it('is looked at', () => {
    const paths = sourceFiles.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['index.ts', 'lifecycle/lifecycle.ts']));
  });

  it('imports in one direction', () => {
    expect(wrongImports(sourceFiles)).toStrictEqual([]);
  });

  it('has no files that load each other', () => {
    expect(importCycles(sourceFiles)).toStrictEqual([]);
  });
});

describe('wrongImports', () => {
  it.each([
    ['lifecycle/decide.ts', '../machine/index.js'],
    ['lifecycle/decide.ts', '../index.js'],
    ['lifecycle/decide.ts', 'xstate'],
    ['lifecycle/decide.ts', 'node:crypto'],
    ['machine/campaign-machine.ts', '../service/index.js'],
    ['service/cancel.ts', '../machine/index.js'],
    ['adapters/postgres/store.ts', '../sqlite/store.js'],
    ['adapters/postgres/store.ts', '../../machine/index.js'],
    ['index.ts', './service/index.js'],
  ])('finds that %s must not import %s', (path, specifier) => {
    expect(wrongImports([file(path, specifier)])).toHaveLength(1);
  });

  it.each([
    ['lifecycle/decide.ts', './can.js'],
    ['machine/campaign-machine.ts', 'xstate'],
    ['service/clock.ts', 'node:timers'],
    ['adapters/postgres/store.ts', './rows.js'],
    ['adapters/postgres/store.ts', '../../sql/index.js'],
    ['adapters/postgres/store.ts', 'pg'],
    ['index.ts', './machine/index.js'],
  ])('lets %s import %s', (path, specifier) => {
    expect(wrongImports([file(path, specifier)])).toStrictEqual([]);
  });

  it.each([
    "import type { Thing } from '../machine/index.js';",
    "import '../machine/index.js';",
    "export const load = () => import('../machine/index.js');",
    "export type Thing = import('../machine/index.js').Thing;",
  ])('sees through: %s', (text) => {
    expect(wrongImports([{ path: 'lifecycle/decide.ts', text }])).toHaveLength(1);
  });

  it('asks for a layer for every folder', () => {
    expect(wrongImports([{ path: 'utils/format.ts', text: '' }])).toStrictEqual([
      "utils/format.ts: 'utils' has no line in test/source/layers.ts",
    ]);
  });
});

describe('layerImports', () => {
  it('reads from the files what a folder imports, in the order of the layers', () => {
    const files = [
      {
        path: 'adapters/sqlite/a.ts',
        text: "import 'pg/lib/x.js'; import '@a/b/c'; import 'node:fs';",
      },
      file('adapters/sqlite/b.ts', '../../service/store.js'),
      { path: 'adapters/sqlite/c.ts', text: "import type { A } from '../../lifecycle/a.js';" },
      file('adapters/sqlite/d.ts', './a.js'),
      file('lifecycle/a.ts', './b.js'),
      file('index.ts', './lifecycle/a.js'),
    ];
    const none = { folders: [], packages: [] };
    expect(layerImports(files)).toStrictEqual([
      { layer: 'lifecycle', rule: 'lifecycle', ...none },
      {
        layer: 'adapters/sqlite',
        rule: 'adapters/*',
        folders: ['lifecycle', 'service'],
        packages: ['@a/b', 'node', 'pg'],
      },
      { layer: 'index', rule: 'index', folders: ['lifecycle'], packages: [] },
    ]);
  });
});

describe('importCycles', () => {
  it('finds files that load each other, also by way of a third', () => {
    const files = [
      file('sql/a.ts', './b.js'),
      file('sql/b.ts', './c.js'),
      file('sql/c.ts', './a.js'),
    ];
    expect(importCycles(files)).toStrictEqual(['sql/a.ts > sql/b.ts > sql/c.ts > sql/a.ts']);
  });

  it('lets types speak of each other', () => {
    const files = [
      { path: 'sql/a.ts', text: "import type { B } from './b.js';\nexport type A = B;" },
      { path: 'sql/b.ts', text: "import type { A } from './a.js';\nexport const b: A = 1;" },
    ];
    expect(importCycles(files)).toStrictEqual([]);
  });

  it('finds none where two ways lead to the same file', () => {
    const files = [
      file('sql/a.ts', './b.js'),
      { path: 'sql/b.ts', text: "import './c.js'; import './d.js';" },
      file('sql/c.ts', './d.js'),
      file('sql/d.ts', 'pg'),
    ];
    expect(importCycles(files)).toStrictEqual([]);
  });
});
