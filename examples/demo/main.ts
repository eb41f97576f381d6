// Sends a push campaign to subscriptions on this machine, cancels it while it is sending, and sends a
// second one to the end. `npm run demo -- --help` tells the options. Kill it and start it again, and
// look at it from a second terminal: `npm run campaign -- --help`.
//
// Where to look: send-campaign.ts has the whole of campaign-machine/service at work, on a database
// file; plan.ts and earlier-run.ts know what another start of the program goes on with. In ../push are
// both sides of Web Push: push-client.ts is the sender's, push-service.ts the receiving one, in a process
// of its own.
import { relative } from 'node:path';
import { type CampaignReport, createCampaigns } from 'campaign-machine/service';
import type { SqliteAdapter } from 'campaign-machine/sqlite';
import webPush from 'web-push';
import { ensureAudience, readRecipients, subscriptionAt } from '../push/audience.js';
import { createPushClient, type PushClient } from '../push/push-client.js';
import { type PushEndpoint, startPushEndpoint } from '../push/push-endpoint-process.js';
import { ArgumentError } from '../shared/argument-error.js';
import { dataPaths, openDatabase } from '../shared/data-folder.js';
import { type Interruption, listenForInterruption } from '../shared/interruption.js';
import { type DemoOptions, parseArguments, usage } from './arguments.js';
import { createCampaignView, print } from './campaign-view.js';
import { audiencePathOf, forgetOld } from './data-folder.js';
import { describeEarlier, readNewest } from './earlier-run.js';
import { dataOf, type PlannedCampaign, planAfter } from './plan.js';
import { showNumber } from './progress.js';
import { sendCampaign } from './send-campaign.js';

/** What all campaigns are sent with. */
interface Outfit {
  readonly options: DemoOptions;
  readonly database: SqliteAdapter;
  readonly endpoint: PushEndpoint;
  readonly client: PushClient;
  readonly interruption: AbortSignal;
}

const prepareAudience = async (path: string, size: number, signal: AbortSignal): Promise<void> => {
  const startedAt = performance.now();
  const isNew = await ensureAudience(path, size, signal);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const origin = isNew ? `made in ${seconds} s and kept for the next time` : 'from an earlier run';
  print(`Subscriptions  ${showNumber(size)}, ${origin}`);
};

const send = async (outfit: Outfit, planned: PlannedCampaign, earlier?: CampaignReport) => {
  const { options, database, endpoint, client, interruption } = outfit;
  const { id, data } = planned;
  const view = createCampaignView(planned);
  const campaigns = createCampaigns({ ...database, observe: view.observer });
  const due = data.cancelAfter === null ? '' : ` CANCEL after ${showNumber(data.cancelAfter)}.`;
  print(`\nCampaign ${id}: “${data.body}”${due}`);
  if (earlier) view.goOnFrom(earlier);
  const { report, afterCancelCall } = await sendCampaign({
    campaigns,
    planned,
    recipients: (campaign) =>
      readRecipients(audiencePathOf(options.data, dataOf(campaign).audience)),
    deliver: (recipient, message) =>
      client.push(subscriptionAt(endpoint.origin, recipient), message),
    concurrency: options.concurrency,
    cancelSignal: interruption,
    stopSignal: endpoint.lost,
  }).finally(view.dispatchEnded);
  // Pressed once more, now that it is over.
  await campaigns.cancel(id, { by: 'demo' });
  return view.receipt(report, await endpoint.stats(id), afterCancelCall);
};

/** Says what an earlier start of the program left; answers whether its numbers agree, if it is over. */
const lookBack = async ({ endpoint }: Outfit, report: CampaignReport): Promise<boolean> => {
  const words = describeEarlier(report);
  if (words) print(words);
  if (report.status !== 'cancelled') return true;
  const view = createCampaignView({ id: report.campaignId, data: dataOf(report.campaign) });
  return view.receipt(report, await endpoint.stats(report.campaignId));
};

const sendAll = async (
  outfit: Outfit,
  plan: readonly PlannedCampaign[],
  earlier: CampaignReport | undefined,
): Promise<boolean> => {
  let ok = earlier ? await lookBack(outfit, earlier) : true;
  for (const planned of plan) {
    outfit.interruption.throwIfAborted();
    const left = planned.id === earlier?.campaignId ? earlier : undefined;
    ok = (await send(outfit, planned, left)) && ok;
  }
  outfit.interruption.throwIfAborted();
  return ok;
};

const work = async (options: DemoOptions, database: SqliteAdapter, interruption: AbortSignal) => {
  const campaigns = createCampaigns(database);
  await forgetOld(campaigns, options.data);
  const earlier = await readNewest(campaigns);
  const plan = planAfter(earlier?.campaign, options);
  const { audience = options.audience } = plan[0]?.data ?? {};
  const paths = dataPaths(options.data);
  const audiencePath = audiencePathOf(options.data, audience);
  print(`Database       ${relative(process.cwd(), paths.database)}`);
  await prepareAudience(audiencePath, audience, interruption);
  const vapidKeys = webPush.generateVAPIDKeys();
  const endpoint = await startPushEndpoint({
    audiencePath,
    arrivalsFolder: paths.arrivals,
    vapidPublicKey: vapidKeys.publicKey,
  });
  const client = createPushClient({ vapidKeys, connectionsMax: options.concurrency });
  try {
    print(`Push endpoint  ${endpoint.origin}, process ${endpoint.pid}, verifies and decrypts`);
    return await sendAll({ options, database, endpoint, client, interruption }, plan, earlier);
  } finally {
    client.close();
    await endpoint.stop();
  }
};

const run = async (options: DemoOptions, interruption: AbortSignal): Promise<boolean> => {
  const database = await openDatabase(options.data);
  try {
    return await work(options, database, interruption);
  } finally {
    database.close();
  }
};

const main = async (argv: string[]): Promise<number> => {
  const interruption = listenForInterruption();
  try {
    const options = parseArguments(argv);
    if (options !== 'help') return (await run(options, interruption)) ? 0 : 1;
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    // What fails after that fails because of it.
    if (interruption.aborted) return (interruption.reason as Interruption).exitCode;
    const isTypo = error instanceof ArgumentError;
    process.stderr.write(`demo: ${(error as Error).message}${isTypo ? ' See --help.' : ''}\n`);
    return isTypo ? 2 : 1;
  }
};

process.exitCode = await main(process.argv.slice(2));
