import type { CampaignRecord } from 'campaign-machine/service';
import { z } from 'zod';

// Read back from a file that other programs write to as well, so it is looked at like any input.
const campaignData = z.object({
  title: z.string(),
  body: z.string(),
  /** How many recipients it was made for. */
  audience: z.number(),
  source: z.enum(['generated', 'file']),
  /** What was asked for, to tell a repeated request from another one with the same key. */
  fingerprint: z.string(),
});

/** What the console stores with a campaign. */
export type CampaignData = z.infer<typeof campaignData>;

/** The console's data in a campaign; `undefined` where another program made it. */
export const dataOf = ({ data }: CampaignRecord): CampaignData | undefined =>
  campaignData.safeParse(data).data;

/** What its uploaded subscriptions are stored under: no other request's, whatever it was called. */
export const audienceKeyOf = (id: string, { fingerprint }: Pick<CampaignData, 'fingerprint'>) =>
  `${id} ${fingerprint}`;
