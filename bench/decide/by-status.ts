import { type CampaignStatus, campaignStatuses } from 'campaign-machine/lifecycle';

/** What a contestant makes beforehand, once for each status that it may be asked about. */
export const byStatus = <Made>(
  make: (status: CampaignStatus) => Made,
): Readonly<Record<CampaignStatus, Made>> =>
  Object.fromEntries(campaignStatuses.map((status) => [status, make(status)])) as Record<
    CampaignStatus,
    Made
  >;
