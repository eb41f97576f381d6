import { describe, expect, it } from 'vitest';
import { defaultData as data } from '../../../examples/console/server/console-paths.js';
import { parseSettings } from '../../../examples/console/server/settings.js';
import { ArgumentError } from '../../../examples/shared/argument-error.js';

describe('parseSettings', () => {
  it.each([
    [[], {}, { host: 'localhost', port: 3000, data, inspect: false }],
    [[], { PORT: '', HOST: '' }, { host: 'localhost', port: 3000, data, inspect: false }],
    [['--data=x'], { PORT: '0', HOST: '::1' }, { host: '::1', port: 0, data: 'x', inspect: false }],
    [['--help'], { PORT: 'abc' }, 'help'],
  ])('reads %j with %j', (argv, env, settings) => {
    expect(parseSettings(argv, env)).toEqual(settings);
  });

  it.each(['abc', '-1', '65536', '3000.5', '0x10', ' 80'])('refuses the port %j', (PORT) => {
    expect(() => parseSettings([], { PORT })).toThrow(
      new ArgumentError(`PORT takes a whole number from 0 to 65535, not ${JSON.stringify(PORT)}.`),
    );
  });

  it('refuses an option that there is not', () => {
    expect(() => parseSettings(['--port=1'], {})).toThrow("Unknown option '--port'.");
  });
});
