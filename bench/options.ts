import { parseArgs } from 'node:util';

/** How a bench is run. */
export interface BenchOptions {
  /** How often every subject is timed; the median of the rounds counts. */
  readonly rounds: number;
  /** Is the section in docs/benchmarks.md replaced? */
  readonly write: boolean;
  /** What it runs on; the first of the engines of the bench if none is named. */
  readonly engine: string;
}

const roundsDefault = 5;
const roundsMax = 50;

const usage = (
  command: string,
  engines: readonly string[],
): string => `Usage: ${command} -- [options]

${engines.length > 1 ? `  --engine E   ${engines.join(' or ')} (default ${engines[0]})\n` : ''}  --rounds N   time everything N times, 1 to ${roundsMax} (default ${roundsDefault}); medians count
  --no-write   print only, leave docs/benchmarks.md as it is
  --help       print this`;

const options = {
  rounds: { type: 'string', default: String(roundsDefault) },
  engine: { type: 'string' },
  'no-write': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const leave = (text: string, code: 0 | 2): never => {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
};

const parse = (command: string) => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return leave(`${command}: ${error instanceof Error ? error.message : error}`, 2);
  }
};

/**
 * Reads the options of a bench. Help ends the process with 0, a bad argument with one line and 2.
 *
 * @param engines - what the bench can run on, the usual one first
 */
export const readOptions = (command: string, engines: readonly string[] = ['']): BenchOptions => {
  const values = parse(command);
  if (values.help) leave(usage(command, engines), 0);
  const { engine = engines[0] ?? '' } = values;
  if (!engines.includes(engine)) {
    return leave(`${command}: --engine takes ${engines.join(' or ')}; got ${engine}`, 2);
  }
  const rounds = Number(values.rounds);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= roundsMax) {
    return { rounds, write: !values['no-write'], engine };
  }
  return leave(`${command}: --rounds takes 1 to ${roundsMax}; got ${values.rounds}`, 2);
};
