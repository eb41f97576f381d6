// Drivers cut a text off at a NUL when they read it, and a lone surrogate has no UTF-8. Such a text is
// stored as JSON behind a mark, so that every JavaScript string comes back as it was, while all
// ordinary ones are in the file as they are.
const mark = '\u0001';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /^\u0001|[\0\u{d800}-\u{dfff}]/u;

/** A string as it is stored. */
export const toText = (value: string): string =>
  unsafe.test(value) ? mark + JSON.stringify(value) : value;

/** A stored string as it was. */
export const fromText = (stored: string): string =>
  stored.startsWith(mark) ? (JSON.parse(stored.slice(mark.length)) as string) : stored;
