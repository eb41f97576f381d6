import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packageEntries } from '../../scripts/package-entries.js';

const root = new URL('../../', import.meta.url);
const pathOf = (file: string) => fileURLToPath(new URL(file, root));

const entries = packageEntries.map(({ source }) => source);

const { config } = ts.readConfigFile(pathOf('tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, pathOf('.'));
const program = ts.createProgram(entries.map(pathOf), options);
const checker = program.getTypeChecker();

const exportsOf = (entry: string): readonly ts.Symbol[] => {
  const file = program.getSourceFile(pathOf(entry));
  const module = file && checker.getSymbolAtLocation(file);
  return module ? checker.getExportsOfModule(module) : [];
};

const isDocumented = (name: ts.Symbol): boolean => {
  const isAlias = (name.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(name) : name;
  return symbol.getDocumentationComment(checker).length > 0;
};

it('looks at every entry', () => {
  expect(entries).toEqual(expect.arrayContaining(['src/index.ts', 'src/service/index.ts']));
});

describe.each(entries)('%s', (entry) => {
  it('says what it is for itself', () => {
    const text = program.getSourceFile(pathOf(entry))?.text ?? '';
    expect(text).toMatch(/^\/\*\*\n \* \S.*\n( \*.*\n)* \* @packageDocumentation\n \*\//);
  });

  it('says of everything that it exports what it is', () => {
    const names = exportsOf(entry);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !isDocumented(name)).map(({ name }) => name)).toStrictEqual([]);
  });
});
