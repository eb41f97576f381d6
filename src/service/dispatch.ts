import type { CampaignRecord } from './campaign-store.js';
import { type Answer, runCommand } from './commands.js';
import type { ServiceContext } from './context.js';
import {
  DispatchStopped,
  type HeldLease,
  holdLease,
  type LeaseOptions,
  type StopCode,
} from './lease.js';
import type { OwnCounts } from './recipient-ledger.js';

/** What the work of a dispatch is given. */
export interface DispatchWork<Checkpoint = unknown> {
  /** Aborts on a cancel, when the lease is lost, and on shutdown. Ask it before every hand-over. */
  readonly signal: AbortSignal;
  readonly campaign: CampaignRecord;
  /** The last checkpoint of whoever had this campaign before; `undefined` at the first start. */
  readonly resumed: Checkpoint | undefined;
  /**
   * Stores where to go on after a crash. It is also the fence: it rejects, and must not be caught,
   * as soon as the campaign is no longer sending or the lease is not ours any more.
   */
  checkpoint(value: Checkpoint): Promise<void>;
  /** Adds to the counts of the report; without it they say `unknown`. Also while stopping. */
  settle(counts: OwnCounts): Promise<void>;
}

/** How a dispatch ended. */
export type DispatchResult =
  /** The work returned and the campaign is `sent`. */
  | { readonly outcome: 'completed'; readonly answer: Answer }
  /** The work was told to stop, and did. */
  | { readonly outcome: 'stopped'; readonly because: StopCode }
  /** START was rejected: `answer` says why. Nothing was run. */
  | { readonly outcome: 'rejected'; readonly answer: Answer }
  /** Somebody else is sending this campaign. Nothing was run. */
  | { readonly outcome: 'held' };

const checkpointOf = async (
  { ledger }: ServiceContext,
  lease: HeldLease,
  progress: { readonly value?: unknown; readonly counts?: OwnCounts },
) => lease.heard(await ledger.checkpoint(lease.ref, progress));

const workOf = <Checkpoint>(
  context: ServiceContext,
  lease: HeldLease,
  campaign: CampaignRecord,
): DispatchWork<Checkpoint> => ({
  signal: lease.stop,
  campaign,
  resumed: (lease.resumed ?? undefined) as Checkpoint | undefined,
  checkpoint: async (value) => {
    await checkpointOf(context, lease, { value });
    // The lease may have run out with nobody telling, and the answer may have come too late.
    lease.stop.throwIfAborted();
    if (!lease.mayHandOver()) throw new DispatchStopped('lease-lost');
  },
  settle: (counts) => checkpointOf(context, lease, { counts }),
});

/** Returning vouches that everything is settled: that is what sealing the audience says. */
const finish = async (
  context: ServiceContext,
  lease: HeldLease,
  campaignId: string,
): Promise<DispatchResult> => {
  const { ledger } = context;
  const owned = await ledger.ownAudience(lease.ref);
  if (owned === 'owned') await ledger.seal(lease.ref);
  const event = { type: 'COMPLETE' } as const;
  const answer = await runCommand(context, { campaignId, event, options: {} });
  if (answer.accepted || answer.reason === 'repeated') return { outcome: 'completed', answer };
  const because = answer.from === 'cancelled' ? 'cancelled' : 'lease-lost';
  return { outcome: 'stopped', because };
};

const stopCodeOf = (reason: unknown): StopCode =>
  reason instanceof DispatchStopped ? reason.code : 'lease-lost';

/** A request cut short by the signal fails with an AbortError of its own, often wrapped. */
const isStop = (lease: HeldLease, error: unknown): boolean =>
  error instanceof DispatchStopped ||
  (lease.stop.aborted && (error as { readonly name?: unknown } | null)?.name === 'AbortError');

/**
 * Starts or resumes a campaign and runs `work` under an exclusive lease: the smallest embedding, for
 * a service that has a sending loop of its own. If the work throws, the campaign stays sending,
 * resumable and cancellable, and the error is thrown on.
 */
export async function dispatch<Checkpoint>(
  context: ServiceContext,
  campaignId: string,
  work: (work: DispatchWork<Checkpoint>) => Promise<void>,
  options: LeaseOptions & { readonly shutdown: AbortSignal },
): Promise<DispatchResult> {
  const event = { type: 'START' } as const;
  const answer = await runCommand(context, { campaignId, event, options: {} });
  if (!answer.accepted && answer.reason !== 'repeated') return { outcome: 'rejected', answer };
  const lease = await holdLease(context, {
    campaignId,
    exclusive: true,
    options,
    shutdown: options.shutdown,
  });
  if ('taken' in lease) {
    if (lease.because === 'held') return { outcome: 'held' };
    // It ended between START and the lease: cancelled, or sent by somebody else.
    const ended = await context.store.read(campaignId);
    return {
      outcome: 'stopped',
      because: ended?.status === 'cancelled' ? 'cancelled' : 'not-sending',
    };
  }
  try {
    await work(workOf<Checkpoint>(context, lease, answer.campaign));
    if (lease.stop.aborted) return { outcome: 'stopped', because: stopCodeOf(lease.stop.reason) };
    return await finish(context, lease, campaignId);
  } catch (error) {
    // Work that ends by throwing what stopped it has stopped as it should.
    if (!isStop(lease, error)) throw error;
    return { outcome: 'stopped', because: stopCodeOf(lease.stop.reason) };
  } finally {
    await lease.end();
  }
}
