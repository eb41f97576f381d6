import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromText, toText } from '../../src/sql/text.js';

const strings = fc.string({ unit: 'binary', maxLength: 20 });
const withHalves = fc
  .array(fc.oneof(strings, fc.constantFrom('\0', '\u0001', '\ud800', '\udc00', '\ud83d')), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

describe('toText', () => {
  it('is undone by fromText for every string', () => {
    fc.assert(
      fc.property(withHalves, (value) => {
        expect(fromText(toText(value))).toBe(value);
      }),
      { seed: 20261123, numRuns: 2000 },
    );
  });

  it('gives nothing that a driver would cut off or replace', () => {
    fc.assert(
      fc.property(withHalves, (value) => {
        expect(toText(value)).not.toContain('\0');
        expect(toText(value)).not.toMatch(/[\u{d800}-\u{dfff}]/u);
      }),
      { seed: 20261123, numRuns: 2000 },
    );
  });

  it('leaves ordinary text as it is, so that it can be read in the file', () => {
    for (const text of ['', 'autumn sale', "o'brien", 'zażółć', '😀'])
      expect(toText(text)).toBe(text);
  });
});
