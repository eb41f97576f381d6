import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** How many subscriptions there are. */
  readonly audience: number;
  /** The first campaign is cancelled as soon as this many messages were handed over. */
  readonly cancelAfter: number;
  /** How many messages may be on their way at once. */
  readonly concurrency: number;
}

// The endpoint keeps every private key in memory, and making a key takes about 0.1 ms.
const audienceMax = 100_000;
const concurrencyMax = 1_000;

export const usage = `Usage: npm run demo -- [options]

Sends a push campaign to subscriptions on this machine and cancels it while it is sending. Then sends
a second one to the end. Every message is encrypted, signed and posted to a push endpoint in a process
of its own, which verifies and decrypts it and counts what arrived.

  --audience N      how many subscriptions, 1 to ${audienceMax} (default 10000)
  --cancel-after N  cancel the first campaign once N messages are handed over to the endpoint,
                    0 to one less than the audience (default 40 % of the audience)
  --concurrency N   how many messages may be on their way at once, 1 to ${concurrencyMax} (default 50)
  --help            show this text

Ctrl-C cancels the campaign that is being sent and shows what became of it; a second one ends at once.
Exit code: 0 the numbers add up, 1 they do not or something failed, 2 a bad argument, 130 Ctrl-C.
`;

/** What was typed cannot be understood. The message is one line for the person who typed it. */
export class ArgumentError extends Error {}

const readOptions = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        audience: { type: 'string', default: '10000' },
        'cancel-after': { type: 'string' },
        concurrency: { type: 'string', default: '50' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    // Node goes on to explain, over several lines, how to pass what is not an option here.
    const [firstSentence] = String((error as Error).message).split(/\.?(?:\s*\n|\. )/);
    throw new ArgumentError(
      `${firstSentence}.`.replace(
        'argument is ambiguous',
        'takes a value, and none starts with a dash',
      ),
    );
  }
};

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
  };
};
