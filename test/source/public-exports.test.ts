import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const pathOf = (file: string) => fileURLToPath(new URL(file, root));

interface Manifest {
  readonly exports: Readonly<
    Record<string, string | { readonly import: { readonly default: string } }>
  >;
}
const manifest: Manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

// Every door of the package is built from the source of the same path.
const entries = Object.values(manifest.exports)
  .filter((target) => typeof target === 'object')
  .map((target) => target.import.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));

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

describe.each(entries)('%s', (entry) => {
  it('says of everything that it exports what it is', () => {
    const names = exportsOf(entry);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !isDocumented(name)).map(({ name }) => name)).toStrictEqual([]);
  });
});
