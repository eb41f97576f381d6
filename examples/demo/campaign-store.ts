import type { CampaignStatus } from 'campaign-machine';

/** Where the statuses are kept. In memory here; a database does the same with one UPDATE. */
export interface CampaignStore {
  read(campaignId: string): CampaignStatus;
  /** Writes the next status if the present one is the expected one; answers whether it was. */
  compareAndSet(campaignId: string, expected: CampaignStatus, next: CampaignStatus): boolean;
}

export const createCampaignStore = (): CampaignStore => {
  const statuses = new Map<string, CampaignStatus>();
  const read = (campaignId: string) => statuses.get(campaignId) ?? 'draft';
  return {
    read,
    compareAndSet(campaignId, expected, next) {
      if (read(campaignId) !== expected) return false;
      statuses.set(campaignId, next);
      return true;
    },
  };
};
