import { parseArgs } from 'node:util';
import { ArgumentError, readable } from '../shared/argument-error.js';

/** What can bring campaigns to workers. */
export const queueNames = ['rows', 'pg-boss', 'bullmq'] as const;
export type QueueName = (typeof queueNames)[number];

export interface Settings {
  readonly workers: number;
  readonly queue: QueueName;
  readonly host: string;
  /** The API's; the workers have those behind it, and the push endpoint the next. 0: any that are free. */
  readonly port: number;
  /** The folder for the sender's keys and what the push endpoint counts. */
  readonly data: string;
  /** How long the push endpoint holds back each answer. */
  readonly delayMs: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** What all keys in Redis begin with. */
  readonly redisPrefix: string;
}

export const usage = `Usage: npm run cluster -- [options]

Starts one API, several workers that share every campaign, and a push endpoint, each as a process of its
own, over PostgreSQL. A process that dies is started again.

  --workers N          how many workers, 1 to 64 (default 3)
  --queue NAME         what brings campaigns to workers (default rows):
                         rows      the campaigns' own rows, nothing else is needed
                         pg-boss   jobs in the same database and the same transactions
                         bullmq    jobs and abort signals over Redis
  --delay-ms N         how long the push endpoint holds back each answer (default 20)
  --data FOLDER        the sender's keys and what the endpoint counted (default examples/cluster/.data)
  --help               show this text

  DATABASE_URL=URL     where PostgreSQL is (default postgres://postgres@127.0.0.1:5432/postgres)
  REDIS_URL=URL        where Redis is, for bullmq (default redis://127.0.0.1:6379)
  REDIS_PREFIX=TEXT    what all keys in Redis begin with (default campaign-cluster)
  PORT=N               of the API (default 3100); the workers and the endpoint take those behind it;
                       0 is any that are free
  HOST=NAME            the address to listen on (default 127.0.0.1, this machine only)
  LOG_LEVEL=LEVEL      debug, info, warn or error (default info)

What happens is written to the standard output, a line of JSON each. Ctrl-C or SIGTERM ends all of it:
the workers finish what is on its way and give the rest back.

There is no login. Whoever can reach the API can send and cancel: keep it on this machine, or put a server
with a login in front.

Exit code: 0 ended when asked to, 1 it could not be started, 2 a bad argument.
`;

const defaults = {
  workers: { type: 'string', default: '3' },
  queue: { type: 'string', default: 'rows' },
  'delay-ms': { type: 'string', default: '20' },
  data: { type: 'string', default: 'examples/cluster/.data' },
  help: { type: 'boolean', default: false },
} as const;

const wholeNumber = (name: string, text: string, min: number, max: number): number => {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ArgumentError(
    `${name} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`,
  );
};

const queueOf = (text: string): QueueName => {
  const known = queueNames.find((name) => name === text);
  if (known) return known;
  throw new ArgumentError(`--queue takes ${queueNames.join(', ')}, not ${JSON.stringify(text)}.`);
};

const urlOf = (name: string, text: string, protocols: readonly string[]): string => {
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  // Not shown: it may have a password in it.
  throw new ArgumentError(`${name} takes an address that begins with ${protocols[0]}//.`);
};

/**
 * What the cluster is started with, out of what was typed and the environment, or `'help'`.
 *
 * @throws ArgumentError with one line that says what was expected and what came
 */
export const parseSettings = (
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings | 'help' => {
  const { values } = readable(() => parseArgs({ args: [...argv], options: defaults }));
  if (values.help) return 'help';
  // Set to nothing is as good as not set.
  const databaseUrl = env['DATABASE_URL'] || 'postgres://postgres@127.0.0.1:5432/postgres';
  const redisUrl = env['REDIS_URL'] || 'redis://127.0.0.1:6379';
  const workers = wholeNumber('--workers', values.workers, 1, 64);
  return {
    workers,
    queue: queueOf(values.queue),
    host: env['HOST'] || '127.0.0.1',
    port: wholeNumber('PORT', env['PORT'] || '3100', 0, 65_534 - workers),
    data: values.data,
    delayMs: wholeNumber('--delay-ms', values['delay-ms'], 0, 60_000),
    databaseUrl: urlOf('DATABASE_URL', databaseUrl, ['postgres:', 'postgresql:']),
    redisUrl: urlOf('REDIS_URL', redisUrl, ['redis:', 'rediss:']),
    redisPrefix: env['REDIS_PREFIX'] || 'campaign-cluster',
  };
};
