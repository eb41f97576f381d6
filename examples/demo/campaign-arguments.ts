import { parseArgs } from 'node:util';
import { defaultData } from '../console/server/console-paths.js';
import { ArgumentError, readable } from '../shared/argument-error.js';

/** What is to be done, with the campaigns in this data folder. */
export type CampaignCommand = { readonly data: string } & (
  | { readonly name: 'list' }
  | { readonly name: 'report'; readonly id: string }
  | {
      readonly name: 'cancel';
      readonly id: string;
      readonly by: string | undefined;
      readonly reason: string | undefined;
    }
);

export const usage = `Usage: npm run campaign -- list | report ID | cancel ID [options]

Shows and cancels the campaigns of npm start, also while it is sending them; with --data those of
npm run demo.


  list            the newest 50 campaigns
  report ID       where a campaign stands, and what its cancel did
  cancel ID       cancels a campaign: whichever program is sending it stops
  --by NAME       who cancels it
  --reason TEXT   why
  --data FOLDER   where the database is (default examples/console/.data; the demo's is
                  examples/demo/.data)
  --help          show this text

Exit code: 0 done, or cancelled before; 1 it cannot be cancelled, there is no such campaign, or
something failed; 2 a bad argument.
`;

const parse = (argv: readonly string[]) =>
  readable(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        reason: { type: 'string' },
        data: { type: 'string', default: defaultData },
        help: { type: 'boolean', default: false },
      },
    }),
  );

const oneId = (name: string, ids: readonly string[]): string => {
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  throw new ArgumentError(`${name} takes the id of one campaign, not ${ids.length}.`);
};

/**
 * The command out of what was typed behind the program's name, or `'help'`.
 *
 * @throws ArgumentError with one line that says what was expected and what came
 */
export const parseCommand = (argv: readonly string[]): CampaignCommand | 'help' => {
  const { values, positionals } = parse(argv);
  const { help, data, by, reason } = values;
  if (help) return 'help';
  const [name, ...rest] = positionals;
  if (name === 'cancel') return { name, id: oneId(name, rest), by, reason, data };
  if (by !== undefined || reason !== undefined) {
    throw new ArgumentError('--by and --reason go with cancel.');
  }
  if (name === 'report') return { name, id: oneId(name, rest), data };
  if (name === 'list' && rest.length === 0) return { name, data };
  if (name === 'list') throw new ArgumentError('list takes no argument.');
  const came = name === undefined ? 'nothing' : JSON.stringify(name);
  throw new ArgumentError(`Expected list, report or cancel, not ${came}.`);
};
