import { posix } from 'node:path';
import ts from 'typescript';
import { type Layer, layers } from './layers.js';
import type { SourceFile } from './source-files.js';

const specifiersIn = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/** What a specifier means in a file: the path of a file of `src`, or `undefined` for a package. */
const targetOf = (path: string, specifier: string): string | undefined =>
  specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier).replace(/\.js(x?)$/, '.ts$1')
    : undefined;

/** The layer of a file: its folder, where each adapter is one of its own; `index` for the root entry. */
const layerOf = (path: string): string => {
  const [folder = '', name = '', ...deeper] = path.split('/');
  if (name === '') return folder.replace(/\.tsx?$/, '');
  return folder === 'adapters' && deeper.length > 0 ? `adapters/${name}` : folder;
};

/** The name in {@link layers} that stands for a layer. */
const ruleNameOf = (layer: string): string => layer.replace(/^adapters\/.+/, 'adapters/*');

const ruleFor = (layer: string): Layer | undefined => layers[ruleNameOf(layer)];

const mayImportPackage = ({ packages }: Layer, specifier: string): boolean =>
  packages.includes('*') ||
  packages.includes(specifier) ||
  (packages.includes('node:*') && specifier.startsWith('node:'));

/** One sentence for every import that its layer does not allow, and for a folder without a layer. */
export const wrongImports = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) => {
    const layer = layerOf(path);
    const rule = ruleFor(layer);
    if (!rule) return [`${path}: '${layer}' has no line in test/source/layers.ts`];
    const isAllowed = (specifier: string): boolean => {
      const target = targetOf(path, specifier);
      if (target === undefined) return mayImportPackage(rule, specifier);
      return [layer, ...rule.folders].includes(layerOf(target));
    };
    return specifiersIn(text)
      .filter((specifier) => !isAllowed(specifier))
      .map((specifier) => `${path}: '${layer}' must not import '${specifier}'`);
  });

/** What one layer really imports from elsewhere. */
export interface LayerImports {
  readonly layer: string;
  /** The name of its rule in {@link layers}. */
  readonly rule: string;
  readonly folders: readonly string[];
  /** Packages; `node` stands for all that Node brings along. */
  readonly packages: readonly string[];
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? 'node'
    : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Every layer of these files and what it imports, types too, in the order of {@link layers}. */
export const layerImports = (files: readonly SourceFile[]): readonly LayerImports[] => {
  const order = Object.keys(layers);
  const place = (layer: string) => order.indexOf(ruleNameOf(layer));
  const inOrder = (names: Iterable<string>) =>
    [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return inOrder(files.map(({ path }) => layerOf(path))).map((layer) => {
    const imported = files
      .filter(({ path }) => layerOf(path) === layer)
      .flatMap(({ path, text }) =>
        specifiersIn(text).map((specifier) => ({ specifier, target: targetOf(path, specifier) })),
      );
    const folders = imported.flatMap(({ target }) => (target ? [layerOf(target)] : []));
    const packages = imported.flatMap(({ specifier, target }) =>
      target ? [] : [packageOf(specifier)],
    );
    return {
      layer,
      rule: ruleNameOf(layer),
      folders: inOrder(folders).filter((folder) => folder !== layer),
      packages: inOrder(packages),
    };
  });
};

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean =>
  ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : node.isTypeOnly;

/** The files that this one loads; types may speak of each other as they like. */
const loadedBy = ({ path, text }: SourceFile): readonly string[] =>
  ts
    .createSourceFile(path, text, ts.ScriptTarget.Latest)
    .statements.filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .filter((node) => !isTypeOnly(node))
    .map(({ moduleSpecifier: name }) => (name && ts.isStringLiteral(name) ? name.text : ''))
    .map((specifier) => targetOf(path, specifier))
    .filter((target) => target !== undefined);

/** Every way on which a file imports itself in the end, as `a.ts > b.ts > a.ts`. */
export const importCycles = (files: readonly SourceFile[]): readonly string[] => {
  const imports = new Map(files.map((file) => [file.path, loadedBy(file)]));
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (done.has(path) || way.includes(path)) return;
    for (const target of imports.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return cycles;
};
