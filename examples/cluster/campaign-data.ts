import type { CampaignRecord } from 'campaign-machine/service';
import { z } from 'zod';

/** What is stored with a campaign, and what a request for a new one says of it. */
export const campaignData = z.strictObject({
  title: z.string().min(1).max(200),
  body: z.string().min(1).max(2_000),
  /** How many generated subscribers get it. */
  audience: z.int().min(1).max(1_000_000),
});

export type CampaignData = z.infer<typeof campaignData>;

/** @throws if another program made the campaign: its report then says that the audience cannot be read */
export const dataOf = ({ id, data }: CampaignRecord): CampaignData => {
  const parsed = campaignData.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`Campaign ${JSON.stringify(id)} was not made by this cluster's API.`);
};
