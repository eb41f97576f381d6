/** Text that every adapter keeps exactly: what people and other systems do use. */
export const ordinaryTexts: readonly string[] = [
  'plain',
  'PLAIN',
  ' ',
  ' plain',
  'plain ',
  "o'brien",
  '"quoted"',
  '`back`',
  "'; DROP TABLE campaigns; --",
  '%',
  '_',
  '\\',
  '$1',
  ':id',
  '?',
  '{"id":1}',
  '__proto__',
  'constructor',
  'null',
  '007',
  '7',
  'line\nbreak\ttab',
  // The same to the eye, composed and decomposed.
  'caf\u00e9',
  'cafe\u0301',
  '\u{1f469}\u200d\u{1f467}',
  '\u{1f600}',
  '\u202eright to left',
  'x'.repeat(512),
];

/** Text that a database may not take: to be kept exactly, or refused as a whole. */
export const unusualTexts: readonly string[] = [
  '',
  'a\0b',
  'a\0c',
  '\0',
  // Halves of a pair, which are not characters.
  'half \ud83d',
  'half \ud83c',
  'x'.repeat(100_000),
  'x'.repeat(100_001),
];
