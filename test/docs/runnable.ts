import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

const mark = '// → ';

/** A statement and what the block says that it comes to. */
interface Claim {
  readonly statement: ts.ExpressionStatement;
  readonly end: number;
  readonly value: string;
}

const claimsIn = (source: ts.SourceFile): readonly Claim[] =>
  source.statements.filter(ts.isExpressionStatement).flatMap((statement) =>
    (ts.getTrailingCommentRanges(source.text, statement.end) ?? [])
      .map(({ pos, end }) => ({ statement, end, comment: source.text.slice(pos, end) }))
      .filter(({ comment }) => comment.startsWith(mark))
      .map(({ comment, end }) => ({ statement, end, value: comment.slice(mark.length) })),
  );

/**
 * A block as JavaScript in which every `expression; // → value` is an assertion. The page shows what
 * comes of its code, and the test holds it to that.
 */
export const runnable = ({ place, code }: CodeBlock): string => {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const claims = claimsIn(source);
  if (claims.length !== code.split(mark).length - 1) {
    throw new Error(`${place}: "${mark}" stands behind something that is not one expression`);
  }
  let text = code;
  for (const { statement, end, value } of [...claims].reverse()) {
    const expression = statement.expression.getText(source);
    const assertion = `claim(${expression}, (${value}));`;
    text = text.slice(0, statement.getStart(source)) + assertion + text.slice(end);
  }
  const { outputText } = ts.transpileModule(
    `import { deepStrictEqual as claim } from 'node:assert/strict';\n${text}`,
    { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } },
  );
  return outputText;
};
