/** A Markdown table that is also readable in a terminal: the first row is the head. */
export const markdownTable = (cells: readonly (readonly string[])[]): string => {
  // A bar ends a cell, in code as well.
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
};
