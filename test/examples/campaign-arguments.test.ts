import { describe, expect, it } from 'vitest';
import { defaultData as data } from '../../examples/console/server/console-paths.js';
import { parseCommand } from '../../examples/demo/campaign-arguments.js';
import { ArgumentError } from '../../examples/shared/argument-error.js';

describe('parseCommand', () => {
  it.each([
    [['list'], { name: 'list', data }],
    [['report', 'a b'], { name: 'report', id: 'a b', data }],
    [
      ['cancel', 'a', '--by=kim', '--reason', 'wrong price', '--data=x'],
      { name: 'cancel', id: 'a', by: 'kim', reason: 'wrong price', data: 'x' },
    ],
    [['cancel', 'a'], { name: 'cancel', id: 'a', by: undefined, reason: undefined, data }],
    [['cancel', '--help'], 'help'],
  ])('reads %j', (typed, command) => {
    expect(parseCommand(typed)).toEqual(command);
  });

  it.each([
    [[], 'Expected list, report or cancel, not nothing.'],
    [['stop\n'], 'Expected list, report or cancel, not "stop\\n".'],
    [['list', 'a'], 'list takes no argument.'],
    [['report'], 'report takes the id of one campaign, not 0.'],
    [['cancel', 'a', 'b'], 'cancel takes the id of one campaign, not 2.'],
    [['list', '--by=kim'], '--by and --reason go with cancel.'],
    [['report', 'a', '--reason=x'], '--by and --reason go with cancel.'],
    [['cancel', 'a', '--by'], "Option '--by <value>' argument missing."],
    [['list', '--all'], "Unknown option '--all'."],
  ])('refuses %j in one line', (typed, message) => {
    expect(() => parseCommand(typed)).toThrow(new ArgumentError(message));
  });
});
