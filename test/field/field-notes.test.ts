import { describe, expect, it } from 'vitest';
import { pages } from '../docs/pages.js';
import { rowsByFile } from './all-rows.js';
import type { FieldRow } from './row.js';

const text = pages.find(({ path }) => path === 'docs/field-notes.md')?.text ?? '';

const noted = text
  .split('\n')
  .filter((line) => /^\| F\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const cellsOf = (file: string, { id, seenIn, failure, guard, sabotage }: FieldRow) => [
  '',
  id,
  seenIn,
  failure,
  guard,
  `\`${file}\``,
  `\`${sabotage.name}\``,
  '',
];

const byNumber = (a: readonly string[], b: readonly string[]) =>
  Number(a[1]?.slice(1)) - Number(b[1]?.slice(1));

const expected = Object.entries(rowsByFile)
  .flatMap(([file, rows]) => rows.map((row) => cellsOf(file, row)))
  .sort(byNumber);

describe('docs/field-notes.md', () => {
  it('has the table that the tests are made of', () => expect(noted).toStrictEqual(expected));

  it('tells of each failure once', () => {
    const ids = noted.map(([, id]) => id);
    expect(new Set(ids).size).toBe(24);
    expect(ids).toHaveLength(24);
  });
});
