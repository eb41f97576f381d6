import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import { ArgumentError, readable } from '../../shared/argument-error.js';
import { defaultData } from './console-paths.js';

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  /** Shows what happens to campaigns on a page of its own. */
  readonly inspect: boolean;
}

export const usage = `Usage: npm start -- [options]

Serves the campaign console: make, schedule, watch and stop push campaigns in a browser. Messages are
really encrypted, signed and posted: to a push endpoint in a process of its own for generated
subscribers, and to the browsers' push services for those that you upload.

  PORT=N npm start        the port, 1 to 65535 (default 3000); 0 is any that is free
  HOST=NAME npm start     the address or name to listen on (default localhost, this machine only)
  --data FOLDER           where everything is kept (default examples/console/.data)
  --inspect               a page on which every command, accepted or rejected, moves the lifecycle's picture;
                          for this machine only
  --help                  show this text

Everything is in the folder: end the program in any way and start it again, and what was being sent is
resumed. npm run campaign, in a second terminal, shows and cancels the same campaigns.

There is no login. Whoever can reach the server can send and cancel: keep it on this machine, or put a
server with a login in front.

Exit code: 0 ended with Ctrl-C, 1 it could not be started, 2 a bad argument.
`;

const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new ArgumentError(
    `PORT takes a whole number from 0 to 65535, not ${JSON.stringify(text)}.`,
  );
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

const readOptions = (argv: readonly string[]) =>
  readable(
    () =>
      parseArgs({
        args: [...argv],
        options: {
          data: { type: 'string', default: defaultData },
          inspect: { type: 'boolean', default: false },
          help: { type: 'boolean', default: false },
        },
      }).values,
  );

/**
 * What the console is started with, out of what was typed and the environment, or `'help'`.
 *
 * @throws ArgumentError with one line that says what was expected and what came
 */
export const parseSettings = (
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings | 'help' => {
  const { data, inspect, help } = readOptions(argv);
  if (help) return 'help';
  // Set to nothing is as good as not set.
  const host = env['HOST'] || 'localhost';
  if (inspect && !isLoopback(host)) {
    throw new ArgumentError(
      `--inspect is for this machine only: HOST may be localhost, 127.0.0.1 or ::1 with it, not ${JSON.stringify(host)}.`,
    );
  }
  return { host, port: portOf(env['PORT'] || '3000'), data, inspect };
};
