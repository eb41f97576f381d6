import { setTimeout } from 'node:timers/promises';
import { isFinal } from 'campaign-machine';
import {
  type CampaignReport,
  type Campaigns,
  createDispatcher,
  type DeliveryOutcome,
  type RecipientSource,
} from 'campaign-machine/service';
import type { Recipient } from '../push/audience.js';
import type { PushMessage } from '../push/push-message.js';
import { type AfterCancelCall, countHandOvers, type HandOvers } from './hand-overs.js';
import { messageOf, type PlannedCampaign } from './plan.js';

export interface SendOptions {
  readonly campaigns: Campaigns;
  readonly planned: PlannedCampaign;
  readonly recipients: RecipientSource<Recipient>;
  /** Begins the hand-over before it returns. Does not reject. */
  readonly deliver: (recipient: Recipient, message: PushMessage) => Promise<DeliveryOutcome>;
  readonly concurrency: number;
  /** Its abort is somebody's wish to cancel. */
  readonly cancelSignal: AbortSignal;
  /** Its abort ends the sending here and leaves the campaign to another start of the program. */
  readonly stopSignal: AbortSignal;
}

export interface Sent {
  readonly report: CampaignReport;
  /** If the cancel was asked for in this program. */
  readonly afterCancelCall: AfterCancelCall | undefined;
}

/** Shorter than usual, so that nobody waits for long who starts the program again after a crash. */
const leaseMs = 2_000;

const lookEveryMs = 20;

/** Whoever ends the campaign, in whichever program: the database knows. */
const whenOver = async (
  campaigns: Campaigns,
  id: string,
  signal: AbortSignal,
): Promise<CampaignReport> => {
  for (;;) {
    signal.throwIfAborted();
    const report = await campaigns.report(id);
    if (isFinal(report.status) && report.workers.length === 0) return report;
    await setTimeout(lookEveryMs);
  }
};

/** Those to whom something was handed over, or may have been. */
const handedOver = ({ counts }: CampaignReport): number =>
  counts === 'unknown' ? 0 : counts.delivered + counts.failed + counts.inDoubt;

const createWorker = (options: SendOptions, handOvers: HandOvers) =>
  createDispatcher({
    campaigns: options.campaigns,
    recipients: (campaign) => {
      handOvers.look();
      return options.recipients(campaign);
    },
    // It is given a signal as well, by which a cancel could cut short what is on its way. Nobody would
    // know then whether it arrived, and the answers come within milliseconds.
    deliver: (recipient, { campaign }) => {
      const delivery = options.deliver(recipient, messageOf(campaign));
      handOvers.begin();
      return delivery;
    },
    concurrency: options.concurrency,
    leaseMs,
    worker: `demo-${process.pid}`,
  });

/**
 * Sends one campaign to its end, from wherever it is: new, or left by an earlier start of the program.
 * Commands that were given before are rejected as repeated, and nothing changes.
 */
export const sendCampaign = async (options: SendOptions): Promise<Sent> => {
  const { campaigns, cancelSignal, stopSignal } = options;
  const { id, data } = options.planned;
  await campaigns.create({ id, data, commandId: 'create' });
  await campaigns.schedule(id);

  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  const cancel = (by: string, reason: string) => {
    handOvers.cancelCalled();
    campaigns.cancel(id, { by, reason }).catch(fail);
  };
  const before = handedOver(await campaigns.report(id));
  const handOvers = countHandOvers(before, data.cancelAfter, () =>
    cancel('demo', 'wrong discount'),
  );
  const interrupt = () => cancel('Ctrl-C', 'the program was interrupted');

  const ending = new AbortController();
  const running = createWorker(options, handOvers).run(ending.signal).catch(fail);
  cancelSignal.addEventListener('abort', interrupt);
  if (cancelSignal.aborted) interrupt();
  try {
    const report = await whenOver(campaigns, id, AbortSignal.any([failure.signal, stopSignal]));
    return { report, afterCancelCall: handOvers.afterCancelCall() };
  } finally {
    cancelSignal.removeEventListener('abort', interrupt);
    // What is on its way is waited for; the rest is given back.
    ending.abort();
    await running;
  }
};
