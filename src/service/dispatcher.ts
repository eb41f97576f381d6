import { CampaignDelivery, type DeliveryOptions } from './campaign-delivery.js';
import { CampaignNotFoundError } from './campaign-errors.js';
import type { JobAnswer } from './campaign-queue.js';
import type { CampaignRecord } from './campaign-store.js';
import { type Answer, runCommand } from './commands.js';
import type { ServiceContext } from './context.js';
import { checkNumber } from './input.js';
import { createDesk, joining } from './joining.js';
import type { Deliver } from './lanes.js';
import { holdLease, type LeaseOptions } from './lease.js';
import { materialise, type RecipientSource } from './materialise.js';
import { notify } from './observe.js';
import { createRateLimit } from './rate-limit.js';
import { createTurns, unlimited } from './rate-turns.js';
import type { Recipient } from './recipient-ledger.js';
import { reportOf } from './report.js';
import { sweep } from './sweep.js';

/** What a worker does, and how much of it at once. Counts and times are per process. */
export interface DispatcherOptions<R extends Recipient> {
  /** The recipients of a campaign, from the start, each time it is called. */
  readonly recipients: RecipientSource<R>;
  /** Hands one message over. See {@link Deliver}. */
  readonly deliver: Deliver<R>;
  /** A subscription that answered 404 or 410. What it throws is ignored. */
  readonly onGone?: (recipient: R) => unknown;
  /** Names this worker in leases and reports. */
  readonly worker?: string;
  /** Messages in flight at once, of each campaign in this process; 50 if left out, at most 10,000. */
  readonly concurrency?: number;
  /** Recipients claimed at once; 500 if left out, at most 10,000. */
  readonly chunkSize?: number;
  /** Campaigns at once, side by side in this process; 10 if left out. */
  readonly campaignsMax?: number;
  /**
   * Messages a second, of all campaigns of this process together, which take turns; no limit if left
   * out.
   */
  readonly ratePerSecond?: number;
  /** Tries for a message that was surely not accepted; 5 if left out. */
  readonly attemptsMax?: number;
  /** When a message that nobody answers is given up as in doubt; 30,000 ms if left out. */
  readonly deliverTimeoutMs?: number;
  /** How long a stop waits for what is in flight; 10,000 ms if left out. */
  readonly drainMs?: number;
  /** After a crash, how long until another worker takes over; 5,000 ms if left out. */
  readonly leaseMs?: number;
  /** How often the lease is prolonged and the status looked at; 500 ms if left out. */
  readonly beatMs?: number;
  /** How often what others left undone is looked for; 1,000 ms if left out. */
  readonly sweepMs?: number;
  /** The push service drops duplicates by itself, so what is in doubt may be sent again. */
  readonly deliveryIsIdempotent?: boolean;
}

/** A worker. */
export interface Dispatcher {
  /**
   * Takes due campaigns and delivers them until `signal` aborts; then finishes what is in flight,
   * gives the rest back, and resolves.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Takes up one campaign and works on it as long as this worker can do anything for it. */
  runCampaign(campaignId: string, signal: AbortSignal): Promise<JobAnswer>;
}

const done: JobAnswer = { done: true };
const again = (retryInMs: number): JobAnswer => ({ done: false, retryInMs });
const retryMs = 1000;

interface Settings<R extends Recipient> extends LeaseOptions {
  readonly recipients: RecipientSource<R>;
  readonly delivery: DeliveryOptions<R>;
  readonly chunkSize: number;
  readonly campaignsMax: number;
  readonly sweepMs: number;
}

const settingsOf = <R extends Recipient>(
  context: ServiceContext,
  options: DispatcherOptions<R>,
): Settings<R> => {
  const number = (what: keyof DispatcherOptions<R> & string, otherwise: number, max: number) =>
    checkNumber(what, options[what] as number | undefined, { min: 1, max, otherwise });
  const dayMs = 86_400_000;
  const worker = options.worker ?? `worker-${context.newId()}`;
  const rate = options.ratePerSecond === undefined ? undefined : number('ratePerSecond', 1, 1e9);
  const { onGone } = options;
  const leaseMs = number('leaseMs', 5000, dayMs);
  return {
    worker,
    resendBegun: options.deliveryIsIdempotent ?? false,
    recipients: options.recipients,
    chunkSize: number('chunkSize', 500, 10_000),
    campaignsMax: number('campaignsMax', 10, 10_000),
    leaseMs,
    // Three beats at the least, so that one that is lost does not cost the lease.
    beatMs: checkNumber('beatMs', options.beatMs, {
      min: 1,
      max: Math.max(1, Math.floor(leaseMs / 3)),
      otherwise: Math.min(500, Math.max(1, Math.floor(leaseMs / 3))),
    }),
    sweepMs: number('sweepMs', 1000, dayMs),
    delivery: {
      worker,
      deliver: options.deliver,
      onGone: (recipient) => {
        // Contained: forgetting a subscription is the embedder's business, not the campaign's.
        Promise.resolve(recipient)
          .then(onGone)
          .catch((error: unknown) =>
            notify(context.observe, 'onTrouble', { where: 'on-gone', campaignId: null, error }),
          );
      },
      concurrency: number('concurrency', 50, 10_000),
      attemptsMax: number('attemptsMax', 5, 100),
      deliverTimeoutMs: number('deliverTimeoutMs', 30_000, dayMs),
      drainMs: number('drainMs', 10_000, dayMs),
      deliveryIsIdempotent: options.deliveryIsIdempotent ?? false,
      rate:
        rate === undefined
          ? unlimited
          : createTurns(createRateLimit(rate, () => context.clock.monotonicMs())),
    },
  };
};

/** What START's answer means to somebody who was handed the campaign by a queue. */
const jobAnswerOf = (answer: Answer, now: number): JobAnswer | 'dispatch' => {
  if (answer.accepted || answer.reason === 'repeated') return 'dispatch';
  if (answer.reason === 'too-late') return done;
  const { dueAt } = answer.campaign;
  return again(dueAt === null ? retryMs : Math.max(1, dueAt - now));
};

const tellReceipt = async (context: ServiceContext, campaign: CampaignRecord) => {
  const tally = await context.ledger.tally(campaign.id);
  const { receipt } = tally ? reportOf(campaign, tally, []) : { receipt: null };
  if (receipt) notify(context.observe, 'onReceipt', campaign.id, receipt);
};

const deliver = async <R extends Recipient>(
  context: ServiceContext,
  settings: Settings<R>,
  campaign: CampaignRecord,
  shutdown: AbortSignal,
): Promise<JobAnswer> => {
  const request = { campaignId: campaign.id, exclusive: false, options: settings, shutdown };
  const lease = await holdLease(context, request);
  if ('taken' in lease) return lease.because === 'held' ? again(settings.leaseMs) : done;
  try {
    const delivery = new CampaignDelivery(context, lease, campaign, settings.delivery);
    const { recipients, chunkSize } = settings;
    await delivery.run((onChunk) =>
      materialise(context, lease, campaign, { recipients, chunkSize, onChunk }),
    );
  } finally {
    await lease.end();
  }
  // In a statement of its own, after the last settle is stored: the last worker's finds nothing open.
  const event = { type: 'COMPLETE' } as const;
  const answer = await runCommand(context, { campaignId: campaign.id, event, options: {} });
  if (answer.campaign.status === 'cancelled') await tellReceipt(context, answer.campaign);
  return answer.campaign.status === 'sending' ? again(retryMs) : done;
};

/**
 * A worker that takes due campaigns from the queue and delivers them to their recipients, through
 * the ledger. Any number of them, in any processes, may share a campaign. Each also sweeps.
 */
export function createDispatcherOn<R extends Recipient>(
  context: ServiceContext,
  options: DispatcherOptions<R>,
): Dispatcher {
  const settings = settingsOf(context, options);
  const { clock, observe, store, queue } = context;

  const runCampaign = async (campaignId: string, signal: AbortSignal): Promise<JobAnswer> => {
    try {
      const event = { type: 'START' } as const;
      const answer = await runCommand(context, { campaignId, event, options: {} });
      const meaning = jobAnswerOf(answer, await store.now());
      if (meaning !== 'dispatch') return meaning;
      return await deliver(context, settings, answer.campaign, signal);
    } catch (error) {
      if (!(error instanceof CampaignNotFoundError)) throw error;
      // A job for nothing: kept in the queue it would only come again.
      notify(observe, 'onTrouble', { where: 'unknown-campaign', campaignId, error });
      return done;
    }
  };

  const contained = async (campaignId: string, signal: AbortSignal): Promise<JobAnswer> => {
    try {
      return await runCampaign(campaignId, signal);
    } catch (error) {
      notify(observe, 'onTrouble', { where: 'queue', campaignId, error });
      return again(retryMs);
    }
  };

  const sweeping = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await sweep(context);
      await clock.sleep(settings.sweepMs, signal);
    }
  };

  return {
    runCampaign,
    run: async (signal) => {
      const desk = createDesk((campaignId) => contained(campaignId, signal), settings.campaignsMax);
      const { campaignsMax: concurrency, sweepMs } = settings;
      await Promise.all([
        queue.consume(desk.serve, { concurrency, signal }),
        sweeping(signal),
        queue.jobsAreRows ? undefined : joining(context, desk, { everyMs: sweepMs, signal }),
      ]);
      await desk.finished();
    },
  };
}
