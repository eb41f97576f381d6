/** A word of ours as a string literal in SQL. Values that come from outside are bound, never this. */
export const literal = (word: string): string => `'${word.replaceAll("'", "''")}'`;

/** Words as the right-hand side of `in`. */
export const literals = (words: readonly string[]): string => `(${words.map(literal).join(', ')})`;
