import { spreadOf } from '../spread.js';

type Numbers<Row> = {
  readonly [Key in keyof Row as Row[Key] extends number ? Key : never]: number;
};

/** The median of each number in these rows; what is no number is left out. */
export const mediansOf = <Row extends object>(rows: readonly Row[]): Numbers<Row> => {
  const names = Object.entries(rows[0] ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [name as keyof Row] : [],
  );
  const median = (name: keyof Row) => spreadOf(rows.map((row) => Number(row[name]))).median;
  return Object.fromEntries(names.map((name) => [name, median(name)])) as Numbers<Row>;
};
