import ts from 'typescript';
import type { SourceFile } from './source-files.js';

/** A way of writing that is not wanted, and how it is recognised. */
export interface Rule {
  readonly name: string;
  readonly isBroken: (node: ts.Node) => boolean;
}

/** Is this name used for the value behind it, and not merely as the name of a member? */
const isReference = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !ts.isPropertySignature(parent) && !ts.isMethodSignature(parent);
};

const refersTo = (name: string): Rule => ({
  name,
  isBroken: (node) => ts.isIdentifier(node) && node.text === name && isReference(node),
});

const hasModifier = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((each) => each.kind === kind);

/** What would make an answer depend on anything but the question: time, chance, or waiting. */
export const purity: readonly Rule[] = [
  ...['Date', 'performance', 'Temporal', 'crypto', 'process', 'globalThis', 'fetch'].map(refersTo),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise'].map(refersTo),
  ...['console', 'require', 'navigator', 'window', 'document'].map(refersTo),
  {
    name: 'random',
    isBroken: (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'random',
  },
  {
    name: 'await',
    isBroken: (node) =>
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined),
  },
  { name: 'async', isBroken: (node) => hasModifier(node, ts.SyntaxKind.AsyncKeyword) },
];

/** What the whole package does without. */
export const style: readonly Rule[] = [
  {
    name: 'export *',
    isBroken: (node) =>
      ts.isExportDeclaration(node) &&
      (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)),
  },
  {
    name: 'default export',
    isBroken: (node) =>
      ts.isExportAssignment(node) ||
      hasModifier(node, ts.SyntaxKind.DefaultKeyword) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default'),
  },
  { name: 'enum', isBroken: ts.isEnumDeclaration },
  { name: 'any', isBroken: (node) => node.kind === ts.SyntaxKind.AnyKeyword },
];

/** `path:line: rule` for every place where one of the rules is broken. */
export const brokenRules = (
  files: readonly SourceFile[],
  rules: readonly Rule[],
): readonly string[] =>
  files.flatMap(({ path, text }) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const broken = rules.filter(({ isBroken }) => isBroken(node));
      found.push(...broken.map(({ name }) => `${path}:${line}: ${name}`));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
