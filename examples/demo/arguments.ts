import { parseArgs } from 'node:util';
import { ArgumentError, readable } from '../shared/argument-error.js';
import { defaultData } from './data-folder.js';

export interface DemoOptions {
  /** How many subscriptions there are. */
  readonly audience: number;
  /** The first campaign is cancelled as soon as this many messages were handed over. */
  readonly cancelAfter: number;
  /** How many messages may be on their way at once. */
  readonly concurrency: number;
  /** The folder for the database, the subscriptions, and what the endpoint records. */
  readonly data: string;
}

// The endpoint keeps every private key in memory, and making a key takes about 0.1 ms.
const audienceMax = 100_000;
const concurrencyMax = 1_000;

export const usage = `Usage: npm run demo -- [options]

Sends a push campaign to subscriptions on this machine and cancels it while it is sending. Then sends
a second one to the end. Every message is encrypted, signed and posted to a push endpoint in a process
of its own, which verifies and decrypts it and counts what arrived.

All of it is in a database. End the program in any way (kill -9 too) and start it again: a campaign that
was being sent is resumed, one that was cancelled stays cancelled. npm run campaign with
--data FOLDER, in a second terminal, shows and cancels campaigns while they are being sent.

  --audience N      how many subscriptions, 1 to ${audienceMax} (default 10000)
  --cancel-after N  cancel the first campaign once N messages are handed over to the endpoint,
                    0 to one less than the audience (default 40 % of the audience); what was begun
                    at that moment may still go out
  --concurrency N   how many messages may be on their way at once, 1 to ${concurrencyMax} (default 50)
  --data FOLDER     where everything is kept (default examples/demo/.data); delete it to start anew
  --help            show this text

A run that is resumed keeps the audience and the moment of the cancel that it was started with.
Ctrl-C cancels the campaign that is being sent and shows what became of it; a second one ends at once.
Exit code: 0 the numbers add up, 1 they do not or something failed, 2 a bad argument, 130 Ctrl-C.
`;

const readOptions = (argv: readonly string[]) =>
  readable(
    () =>
      parseArgs({
        args: [...argv],
        options: {
          audience: { type: 'string', default: '10000' },
          'cancel-after': { type: 'string' },
          concurrency: { type: 'string', default: '50' },
          data: { type: 'string', default: defaultData },
          help: { type: 'boolean', default: false },
        },
      }).values,
  );

const wholeNumber = (name: string, text: string, min: number, max: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ArgumentError(
    `--${name} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`,
  );
};

/**
 * The options out of what was typed behind the program's name, or `'help'`.
 *
 * @throws ArgumentError with one line that says what was expected and what came
 */
export const parseArguments = (argv: readonly string[]): DemoOptions | 'help' => {
  const typed = readOptions(argv);
  if (typed.help) return 'help';
  const audience = wholeNumber('audience', typed.audience, 1, audienceMax);
  const cancelAfter = typed['cancel-after'] ?? String(Math.floor(audience * 0.4));
  return {
    audience,
    cancelAfter: wholeNumber('cancel-after', cancelAfter, 0, audience - 1),
    concurrency: wholeNumber('concurrency', typed.concurrency, 1, concurrencyMax),
    data: typed.data,
  };
};
