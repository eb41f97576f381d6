import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../examples/demo/arguments.js';
import { defaultData as data } from '../../examples/demo/data-folder.js';
import { ArgumentError } from '../../examples/shared/argument-error.js';

describe('parseArguments', () => {
  it('has defaults for everything', () => {
    const expected = { audience: 10_000, cancelAfter: 4_000, concurrency: 50, data };
    expect(parseArguments([])).toEqual(expected);
  });

  it('cancels after two fifths of the audience unless told otherwise', () => {
    expect(parseArguments(['--audience', '301'])).toMatchObject({ cancelAfter: 120 });
    expect(parseArguments(['--audience=301', '--cancel-after=0'])).toMatchObject({
      cancelAfter: 0,
    });
    expect(parseArguments(['--audience', '1'])).toMatchObject({ cancelAfter: 0 });
  });

  it('takes the limits themselves', () => {
    const typed = ['--audience=100000', '--cancel-after=99999', '--concurrency=1000', '--data=x'];
    const expected = { audience: 100_000, cancelAfter: 99_999, concurrency: 1_000, data: 'x' };
    expect(parseArguments(typed)).toEqual(expected);
  });

  it('answers help before it looks at the numbers', () => {
    expect(parseArguments(['--audience', 'many', '--help'])).toBe('help');
  });

  it.each([
    [['--audience', '0'], '--audience takes a whole number from 1 to 100000, not "0".'],
    [['--audience', '100001'], '--audience takes a whole number from 1 to 100000, not "100001".'],
    [['--audience', ''], '--audience takes a whole number from 1 to 100000, not "".'],
    [['--audience', '1e3'], '--audience takes a whole number from 1 to 100000, not "1e3".'],
    [['--audience', '1.5'], '--audience takes a whole number from 1 to 100000, not "1.5".'],
    [['--audience', '0x10'], '--audience takes a whole number from 1 to 100000, not "0x10".'],
    [['--audience', '1\n2'], '--audience takes a whole number from 1 to 100000, not "1\\n2".'],
    [['--audience=-5'], '--audience takes a whole number from 1 to 100000, not "-5".'],
    [['--concurrency', '1001'], '--concurrency takes a whole number from 1 to 1000, not "1001".'],
    [
      ['--cancel-after', '10000'],
      '--cancel-after takes a whole number from 0 to 9999, not "10000".',
    ],
    [['--audience', '-5'], "Option '--audience' takes a value, and none starts with a dash."],
    [['--audience'], "Option '--audience <value>' argument missing."],
    [['--help=1'], "Option '--help' does not take an argument."],
    [['--bogus'], "Unknown option '--bogus'."],
    [['300'], "Unexpected argument '300'."],
  ])('refuses %j in one line', (typed, message) => {
    expect(() => parseArguments(typed)).toThrow(new ArgumentError(message));
  });
});
