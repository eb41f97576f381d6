import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

/** The block as a module that Node runs. */
export const runnable = ({ code }: CodeBlock): string =>
  ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;

const isPrinting = (node: ts.Node, source: ts.SourceFile): boolean =>
  ts.isExpressionStatement(node) && node.expression.getText(source).startsWith('console.log(');

/** The comments behind and right below a statement, without their slashes. */
const commentsAfter = (statement: ts.Node, source: ts.SourceFile): readonly string[] => {
  const [behind = '', ...below] = source.text.slice(statement.end).split('\n');
  const lines = behind.trim() === '' ? below : [behind, ...below];
  const end = lines.findIndex((line) => !/^\s*\/\//.test(line));
  return lines.slice(0, end < 0 ? undefined : end).map((line) => line.replace(/^\s*\/\/ ?/, ''));
};

/**
 * What the block says that it prints: the comments behind and right below every `console.log`. The
 * page shows what comes of its code, and the test holds it to that.
 */
export const shownOutput = ({ code }: CodeBlock): string => {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const shown: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isPrinting(node, source)) shown.push(...commentsAfter(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return shown.map((line) => `${line}\n`).join('');
};
