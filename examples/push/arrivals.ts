import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What arrived for one campaign, as the endpoint counts it. */
export interface ArrivalCounts {
  /** Subscribers who got the message. */
  readonly arrived: number;
  /** Further copies of a message that had already arrived. */
  readonly duplicates: number;
}

interface CampaignArrivals {
  readonly path: string;
  /** Opened when the first message of this process arrives. */
  file?: number;
  readonly copies: Map<string, number>;
  duplicates: number;
}

const readLines = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const count = (campaign: CampaignArrivals, subscriberId: string): boolean => {
  const copies = (campaign.copies.get(subscriberId) ?? 0) + 1;
  campaign.copies.set(subscriberId, copies);
  if (copies > 1) campaign.duplicates += 1;
  return copies === 1;
};

/**
 * Counts decrypted messages by campaign and subscriber. Kept in a file for each campaign in `folder`,
 * a line a message, so that the count goes on where it was when the endpoint is started again.
 */
export const createArrivals = (folder: string) => {
  const campaigns = new Map<string, CampaignArrivals>();

  const campaignOf = (campaignId: string): CampaignArrivals => {
    const known = campaigns.get(campaignId);
    if (known) return known;
    const path = join(folder, encodeURIComponent(campaignId));
    const campaign: CampaignArrivals = { path, copies: new Map(), duplicates: 0 };
    for (const subscriberId of readLines(path)) count(campaign, subscriberId);
    campaigns.set(campaignId, campaign);
    return campaign;
  };

  return {
    /** Counts one copy in; answers whether it is the first. */
    add(campaignId: string, subscriberId: string): boolean {
      const campaign = campaignOf(campaignId);
      // Written before it is answered: what the sender calls delivered is in the record, also if this
      // process is killed in the next moment.
      campaign.file ??= openSync(campaign.path, 'a');
      writeSync(campaign.file, `${subscriberId}\n`);
      return count(campaign, subscriberId);
    },

    /** How many copies of the campaign's message this subscriber got. */
    copies: (campaignId: string, subscriberId: string): number =>
      campaignOf(campaignId).copies.get(subscriberId) ?? 0,

    counts(campaignId: string): ArrivalCounts {
      const { copies, duplicates } = campaignOf(campaignId);
      return { arrived: copies.size, duplicates };
    },
  };
};
