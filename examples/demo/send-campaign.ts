import type { CampaignStatus, Decision } from 'campaign-machine';
import type { Recipient } from './audience.js';
import { openCampaign } from './campaign.js';
import type { CampaignStore } from './campaign-store.js';
import type { PushOutcome, PushResult } from './push-client.js';

export interface SendOptions {
  readonly id: string;
  readonly store: CampaignStore;
  readonly recipients: AsyncIterableIterator<Recipient>;
  /** Begins the hand-over before it returns. Does not reject. */
  readonly deliver: (recipient: Recipient) => Promise<PushResult>;
  readonly concurrency: number;
  /** CANCEL once this many messages were handed over; never if it is not given. */
  readonly cancelAfter?: number | undefined;
  /** Its abort is somebody's wish to cancel. */
  readonly cancelSignal: AbortSignal;
  readonly onDecision: (decision: Decision) => void;
  /** Called with the number of messages whose outcome is known. */
  readonly onProgress: (settled: number) => void;
}

/** What became of a campaign. Every recipient is in exactly one of the outcomes or spared. */
export interface Receipt {
  readonly status: CampaignStatus;
  readonly outcomes: Readonly<Record<PushOutcome, number>>;
  /** Recipients to whom nothing was handed over. */
  readonly spared: number;
  /** From the CANCEL to the last answer, if anything was on its way then. */
  readonly stopMs: number | undefined;
}

/**
 * Sends one campaign from draft to its end. Once the campaign is cancelled no message is handed over
 * any more; those on their way are waited for, because cutting them short would leave it open whether
 * they arrived.
 */
export const sendCampaign = async (options: SendOptions): Promise<Receipt> => {
  const { id, recipients, deliver, concurrency, cancelAfter, cancelSignal } = options;
  const outcomes = { delivered: 0, gone: 0, retryable: 0, failed: 0, 'in-doubt': 0 };
  const queue = new Set<string>();
  const dispatch = new AbortController();
  let [handedOver, settled, spared] = [0, 0, 0];
  let cancelledAt: number | undefined;
  let stopMs: number | undefined;

  const campaign = openCampaign({
    ...options,
    effects: {
      enqueue: () => queue.add(id),
      dequeue: () => queue.delete(id),
      'abort-dispatch': () => dispatch.abort(),
    },
  });
  const cancel = () => {
    if (campaign.apply('CANCEL').accepted) cancelledAt = performance.now();
  };

  const handOver = async (recipient: Recipient): Promise<void> => {
    const delivery = deliver(recipient);
    handedOver += 1;
    if (handedOver === cancelAfter) cancel();
    const { outcome } = await delivery;
    outcomes[outcome] += 1;
    settled += 1;
    if (cancelledAt !== undefined) stopMs = performance.now() - cancelledAt;
    options.onProgress(settled);
  };
  const work = async (): Promise<void> => {
    // All workers draw from one iterator. Between the look at the signal and the hand-over nothing
    // is awaited, so there is no moment for a cancel to slip in.
    for await (const recipient of recipients) {
      if (dispatch.signal.aborted) spared += 1;
      else await handOver(recipient);
    }
  };

  cancelSignal.addEventListener('abort', cancel);
  campaign.apply('SCHEDULE');
  if (queue.delete(id)) campaign.apply('START');
  if (cancelAfter === 0) cancel();
  await Promise.all(Array.from({ length: concurrency }, work));
  cancelSignal.removeEventListener('abort', cancel);
  if (!dispatch.signal.aborted) campaign.apply('COMPLETE');
  return { status: campaign.status(), outcomes, spared, stopMs };
};
