/** A value that is not what it may look like, and how a message must show that it came. */
export interface Disguise {
  readonly name: string;
  readonly value: unknown;
  readonly shown: string;
}

const long = 'ready'.repeat(1000);

const text = (value: string): Disguise => ({
  name: JSON.stringify(value),
  value,
  shown: JSON.stringify(value),
});

const other = (name: string, value: unknown, shown: string): Disguise => ({ name, value, shown });

/** What every object inherits and what XState would understand. */
const keysOfObjects = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
const wordsOfXState = [
  'xstate.stop',
  'xstate.init',
  'xstate.error.actor.campaign',
  '*',
  '#campaign',
];

/**
 * Values that try to pass for `word`, a good status or event type: by spelling, by being turned into a
 * key, by coming from another system.
 */
export const disguisesOf = (word: string): readonly Disguise[] => [
  ...[...keysOfObjects, ...wordsOfXState, '', '0', 'null', 'undefined'].map(text),
  ...[word.toUpperCase(), word.toLowerCase(), ` ${word}`, `${word} `, `${word}\n`, `${word}\0`]
    .filter((spelling) => spelling !== word)
    .map(text),
  ...['canceled', 'stopped', 'aborted', 'inqueue', 'cancel', 'STOP'].map(text),
  other('a number', 3, '3'),
  other('zero', 0, '0'),
  other('NaN', Number.NaN, 'NaN'),
  other('a bigint', 3n, '3'),
  other('true', true, 'true'),
  other('null', null, 'null'),
  other('undefined', undefined, 'undefined'),
  other('a symbol', Symbol(word), `Symbol(${word})`),
  other('an object', {}, 'object'),
  other('an object with a toString', { toString: () => word }, 'object'),
  other('an object without a prototype', Object.create(null), 'object'),
  other('a String object', new String(word), 'object'),
  other('an array of it', [word], 'object'),
  other('a function', () => word, 'function'),
  other('a long string', long, `"${long.slice(0, 59)}...`),
  other('a long bigint', 10n ** 1000n, `1${'0'.repeat(59)}...`),
  other('a long symbol', Symbol(long), `Symbol(${long.slice(0, 53)}...`),
];
