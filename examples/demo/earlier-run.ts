import { setTimeout } from 'node:timers/promises';
import type { CampaignReport, Campaigns } from 'campaign-machine/service';
import { dataOf } from './plan.js';
import { showNumber } from './progress.js';

const lookEveryMs = 50;

/** The lease that lives longest of those that are live. */
const lastLease = async ({ context }: Campaigns, id: string) => {
  const leases = (await context.ledger.tally(id))?.leases ?? [];
  return leases
    .filter(({ endedAt }) => endedAt === null)
    .reduce(
      (last, { worker, expiresAt }) => (expiresAt > last.expiresAt ? { worker, expiresAt } : last),
      { worker: '', expiresAt: 0 },
    );
};

/**
 * The newest campaign, once nobody sends it any more: a program that was killed leaves its lease behind
 * until that has run out.
 *
 * @throws if the lease is prolonged, because whoever does that is alive
 */
export const readNewest = async (campaigns: Campaigns): Promise<CampaignReport | undefined> => {
  const [newest] = (await campaigns.list({ limit: 1 })).campaigns;
  if (!newest) return undefined;
  const found = await lastLease(campaigns, newest.id);
  for (let lease = found; lease.expiresAt > 0; lease = await lastLease(campaigns, newest.id)) {
    if (lease.expiresAt > found.expiresAt) {
      throw new Error(`Campaign ${newest.id} is being sent by another program (${lease.worker}).`);
    }
    await setTimeout(lookEveryMs);
  }
  return campaigns.report(newest.id);
};

/** What the program does about what an earlier start of it left; nothing, if that was all done. */
export const describeEarlier = (report: CampaignReport): string | undefined => {
  const { campaignId, status, counts, campaign } = report;
  const { isCorrected, audience } = dataOf(campaign);
  const start = `\nCampaign ${campaignId} of an earlier start`;
  if (status === 'cancelled') {
    return `${start} was cancelled and stays cancelled: nothing more of it is sent.`;
  }
  if (status === 'sent') return isCorrected ? undefined : `${start} was sent before its cancel.`;
  if (status !== 'sending' || counts === 'unknown') return `${start} was not sent yet: it is now.`;
  const delivered = `${showNumber(counts.delivered)} of ${showNumber(audience)}`;
  return (
    `${start} was not finished: ${delivered} messages delivered, ${showNumber(counts.inDoubt)} in doubt.\n` +
    'It is resumed. Who is in doubt may have got the message and is not sent it again.'
  );
};
