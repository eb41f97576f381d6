const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table; the formatter pads its cells. */
export const markdownTable = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string => [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');

/** A name of the code, within a sentence. */
export const code = (name: string): string => `\`${name}\``;
