import type { CampaignRecord } from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { checkRecipient } from './input.js';
import type { HeldLease } from './lease.js';
import { notify } from './observe.js';
import type { Recipient } from './recipient-ledger.js';

/** Gives a campaign's recipients from the start, every time it is called, in any order. */
export type RecipientSource<R extends Recipient> = (
  campaign: CampaignRecord,
) => AsyncIterable<R> | Iterable<R>;

const retryInMs = 5000;

/**
 * What `work` comes to, or the signal's reason as soon as it aborts: an iterator that never answers
 * cannot hold up a stop. Not a race with one promise for all chunks: that promise would hold every
 * chunk that ever won against it, and with them the whole audience, until the end.
 */
const orAborted = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
  });

const readChunk = async <R extends Recipient>(
  iterator: AsyncIterator<R> | Iterator<R>,
  size: number,
  signal: AbortSignal,
): Promise<R[]> => {
  const chunk: R[] = [];
  while (chunk.length < size && !signal.aborted) {
    const next = await iterator.next();
    if (next.done) break;
    chunk.push(checkRecipient(next.value));
  }
  return chunk;
};

/** Groups an iterable into chunks; throws the signal's reason as soon as it aborts. */
async function* inChunks<R extends Recipient>(
  source: AsyncIterable<R> | Iterable<R>,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<R[]> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  try {
    for (;;) {
      const chunk = await orAborted(readChunk(iterator, size, signal), signal);
      signal.throwIfAborted();
      if (chunk.length > 0) yield chunk;
      if (chunk.length < size) return;
    }
  } finally {
    // Not awaited: it may be the very call that hangs.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/**
 * Writes the audience to the ledger, chunk by chunk, and seals it. Whoever dies before the seal is
 * followed by somebody who reads the recipients again from the start; those who are there already
 * are passed over. A CANCEL stops it like everything else.
 */
export async function materialise<R extends Recipient>(
  { ledger, clock, observe }: ServiceContext,
  lease: HeldLease,
  campaign: CampaignRecord,
  options: {
    readonly recipients: RecipientSource<R>;
    readonly chunkSize: number;
    readonly onChunk: () => void;
  },
): Promise<void> {
  if ((await ledger.ownAudience(lease.ref)) !== 'owned') return;
  try {
    for await (const chunk of inChunks(
      options.recipients(campaign),
      options.chunkSize,
      lease.stop,
    )) {
      if ((await ledger.append(lease.ref, chunk)) === 'stopped') return;
      options.onChunk();
      // A synchronous iterator over a synchronous database would let nothing else run.
      await clock.sleep(0);
    }
    await ledger.seal(lease.ref);
    options.onChunk();
  } catch (error) {
    if (lease.stop.aborted) return;
    notify(observe, 'onTrouble', { where: 'recipients', campaignId: campaign.id, error });
    await ledger.failAudience(lease.ref, { code: 'recipients-failed', retryInMs });
  }
}
