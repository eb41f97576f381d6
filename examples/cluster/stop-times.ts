import type { CampaignObserver, Campaigns } from 'campaign-machine/service';
import { Histogram, type Registry } from 'prom-client';

/** Cancels whose stop has not been seen yet: some bytes each. Older ones are given up. */
const pendingMax = 10_000;

/** Receipts that are read for one scrape: some statements each. */
const readsMax = 100;

/**
 * How long stops take: from the commit of a cancel to the moment in which the last worker had stopped,
 * as the receipt says, by the database's clock. Of one cancel only one process gets the accepted answer,
 * so each is counted once, however many workers had to stop. Receipts are read when the metrics are.
 */
export const createStopTimes = (registry: Registry) => {
  const pending = new Set<string>();
  const histogram = new Histogram({
    name: 'campaign_stop_seconds',
    help: 'From the commit of a cancel to the stop of the last worker, for campaigns that were being sent.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });

  const observer: CampaignObserver = {
    onDecision: (answer) => {
      const stops = answer.accepted && answer.event === 'CANCEL' && answer.from === 'sending';
      if (!stops || answer.replayed) return;
      const [oldest] = pending;
      if (pending.size >= pendingMax && oldest !== undefined) pending.delete(oldest);
      pending.add(answer.campaignId);
    },
  };

  const readOne = async (campaigns: Pick<Campaigns, 'report'>, id: string): Promise<void> => {
    const { receipt } = await campaigns.report(id);
    if (receipt === null || receipt.stoppedAt === null) return;
    // Asked again: two scrapes may have read it at once.
    if (pending.delete(id)) histogram.observe((receipt.stoppedAt - receipt.at) / 1000);
  };

  return {
    observer,
    /** Counts the stops that can be told by now. Rejects if the database cannot be read. */
    async read(campaigns: Pick<Campaigns, 'report'>): Promise<void> {
      for (const id of [...pending].slice(0, readsMax)) {
        await readOne(campaigns, id).catch((error: { readonly code?: unknown }) => {
          // Purged meanwhile: nobody can say any more.
          if (error.code !== 'campaign-not-found') throw error;
          pending.delete(id);
        });
      }
    },
  };
};
