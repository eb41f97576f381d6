// Sends a push campaign to subscriptions on this machine, cancels it while it is sending, and sends a
// second one to the end. `npm run demo -- --help` tells the options.
//
// Where to look: campaign.ts has the lifecycle at work and send-campaign.ts the sending and its stop;
// audience.ts and push-client.ts are the sender's side of Web Push, push-endpoint.ts and
// push-service.ts the receiving one, in a process of its own.
import { fileURLToPath } from 'node:url';
import { decide } from 'campaign-machine';
import webPush from 'web-push';
import { addsUp } from './adds-up.js';
import { ArgumentError, type DemoOptions, parseArguments, usage } from './arguments.js';
import { ensureAudience, readRecipients } from './audience.js';
import { createCampaignStore } from './campaign-store.js';
import { createCampaignView } from './campaign-view.js';
import { type Interruption, listenForInterruption } from './interruption.js';
import { showNumber } from './progress.js';
import { createPushClient, type PushClient } from './push-client.js';
import { type PushEndpoint, startPushEndpoint } from './push-endpoint-process.js';
import type { PushMessage } from './push-message.js';
import { sendCampaign } from './send-campaign.js';

/** What both campaigns are sent with. */
interface Outfit {
  readonly options: DemoOptions;
  readonly audiencePath: string;
  readonly endpoint: PushEndpoint;
  readonly client: PushClient;
  readonly interruption: AbortSignal;
}

const store = createCampaignStore();
const mistaken = { campaignId: 'autumn-sale', title: 'Autumn sale', body: 'Everything 70 % off!' };
const corrected = { ...mistaken, campaignId: 'autumn-sale-2', body: 'Everything 7 % off!' };

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const prepareAudience = async (size: number, signal: AbortSignal): Promise<string> => {
  const path = fileURLToPath(new URL(`.data/audience-${size}.jsonl`, import.meta.url));
  const startedAt = performance.now();
  const isNew = await ensureAudience(path, size, signal);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const origin = isNew ? `made in ${seconds} s and kept for the next time` : 'from an earlier run';
  print(`Subscriptions  ${showNumber(size)}, ${origin}`);
  return path;
};

const send = async (outfit: Outfit, message: PushMessage, cancelAfter?: number) => {
  const { options, audiencePath, endpoint, client, interruption } = outfit;
  const id = message.campaignId;
  const view = createCampaignView(options.audience);
  print(`\nCampaign ${id}: “${message.body}”`);
  const receipt = await sendCampaign({
    id,
    store,
    recipients: readRecipients(audiencePath, endpoint.origin),
    deliver: (recipient) => client.push(recipient, message),
    concurrency: options.concurrency,
    cancelAfter,
    cancelSignal: AbortSignal.any([interruption, endpoint.lost]),
    onDecision: view.decision,
    onProgress: view.progress,
  }).finally(view.dispatchEnded);
  endpoint.lost.throwIfAborted();
  // Pressed once more, now that it is over.
  view.decision(decide(store.read(id), { type: 'CANCEL' }));
  const stats = await endpoint.stats(id);
  view.receipt(receipt, stats);
  return addsUp(receipt, options.audience, stats);
};

const sendBoth = async (outfit: Outfit): Promise<boolean> => {
  const { options, interruption } = outfit;
  print(`First CANCEL   once ${showNumber(options.cancelAfter)} messages are handed over`);
  const first = await send(outfit, mistaken, options.cancelAfter);
  interruption.throwIfAborted();
  const second = await send(outfit, corrected);
  interruption.throwIfAborted();
  return first && second;
};

const run = async (options: DemoOptions, interruption: AbortSignal): Promise<boolean> => {
  const audiencePath = await prepareAudience(options.audience, interruption);
  const vapidKeys = webPush.generateVAPIDKeys();
  const endpoint = await startPushEndpoint({ audiencePath, vapidPublicKey: vapidKeys.publicKey });
  const client = createPushClient({ vapidKeys, connectionsMax: options.concurrency });
  try {
    print(`Push endpoint  ${endpoint.origin}, process ${endpoint.pid}, verifies and decrypts`);
    interruption.throwIfAborted();
    return await sendBoth({ options, audiencePath, endpoint, client, interruption });
  } finally {
    client.close();
    await endpoint.stop();
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
