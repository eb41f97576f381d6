// Shows and cancels the console's or the demo's campaigns from a second terminal: another process on the same database
// file. `npm run campaign -- --help` tells the commands.
import { CampaignInputError, can } from 'campaign-machine';
import {
  CampaignNotFoundError,
  type CampaignRecord,
  createCampaigns,
} from 'campaign-machine/service';
import { ArgumentError } from '../shared/argument-error.js';
import { openDatabase } from '../shared/data-folder.js';
import { type CampaignCommand, parseCommand, usage } from './campaign-arguments.js';
import { print } from './campaign-view.js';
import { decisionLine } from './decision-line.js';
import { dataOf } from './plan.js';
import { countLine, reportLines } from './report-lines.js';

/** How long a cancel waits for the receipt; the cancel itself is done before. */
const waitForStopMs = 5_000;

const listLine = (campaign: CampaignRecord): string => {
  const changedAt = new Date(campaign.changedAt).toISOString();
  const mark = can(campaign.status, 'CANCEL') ? '  can be cancelled' : '';
  return `${campaign.status.padEnd(9)}  ${changedAt}  ${campaign.id.padEnd(28)}${mark}`.trimEnd();
};

/** Carries the command out; answers whether what was asked for is so now. */
const carryOut = async (command: CampaignCommand): Promise<boolean> => {
  const database = await openDatabase(command.data);
  const campaigns = createCampaigns(database);
  try {
    if (command.name === 'list') {
      const page = await campaigns.list();
      if (page.campaigns.length === 0) print('There are no campaigns yet. npm start makes some.');
      for (const campaign of page.campaigns) print(listLine(campaign));
      return true;
    }
    if (command.name === 'report') {
      const report = await campaigns.report(command.id);
      for (const line of reportLines(report)) print(line);
      print(countLine('audience', dataOf(report.campaign).audience));
      return true;
    }
    const { id, by, reason } = command;
    const answer = await campaigns.cancel(id, {
      waitForStopMs,
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
    });
    print(decisionLine(answer));
    if (answer.report) for (const line of reportLines(answer.report)) print(line);
    return answer.accepted || answer.reason === 'repeated';
  } finally {
    database.close();
  }
};

const messageOf = (error: unknown): string =>
  error instanceof CampaignNotFoundError
    ? `There is no campaign ${JSON.stringify(error.campaignId)}. See npm run campaign -- list.`
    : (error as Error).message;

const main = async (argv: string[]): Promise<number> => {
  try {
    const command = parseCommand(argv);
    if (command !== 'help') return (await carryOut(command)) ? 0 : 1;
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    const isTypo = error instanceof ArgumentError || error instanceof CampaignInputError;
    process.stderr.write(`campaign: ${messageOf(error)}${isTypo ? ' See --help.' : ''}\n`);
    return isTypo ? 2 : 1;
  }
};

process.exitCode = await main(process.argv.slice(2));
