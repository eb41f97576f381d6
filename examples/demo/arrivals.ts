/** What arrived for one campaign, as the endpoint counts it. */
export interface ArrivalCounts {
  /** Subscribers who got the message. */
  readonly arrived: number;
  /** Further copies of a message that had already arrived. */
  readonly duplicates: number;
}

/** Counts decrypted messages by campaign and subscriber. */
export const createArrivals = () => {
  const campaigns = new Map<string, { copies: Map<string, number>; duplicates: number }>();

  return {
    /** Counts one copy in; answers whether it is the first. */
    add(campaignId: string, subscriberId: string): boolean {
      const campaign = campaigns.get(campaignId) ?? { copies: new Map(), duplicates: 0 };
      campaigns.set(campaignId, campaign);
      const copies = (campaign.copies.get(subscriberId) ?? 0) + 1;
      campaign.copies.set(subscriberId, copies);
      if (copies > 1) campaign.duplicates += 1;
      return copies === 1;
    },

    /** How many copies of the campaign's message this subscriber got. */
    copies: (campaignId: string, subscriberId: string): number =>
      campaigns.get(campaignId)?.copies.get(subscriberId) ?? 0,

    counts(campaignId: string): ArrivalCounts {
      const campaign = campaigns.get(campaignId);
      return { arrived: campaign?.copies.size ?? 0, duplicates: campaign?.duplicates ?? 0 };
    },
  };
};
