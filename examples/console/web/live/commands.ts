import type {
  CampaignDetails,
  CampaignRow,
  CommandAnswer,
  NewCampaign,
  ScheduleRequest,
} from '../../api.js';
import { campaignDetails } from './campaign-queries.js';
import { refusalOf } from './refusal.js';
import { request } from './request.js';
import { client, liveCache } from './session.js';

const pathOf = (id: string, verb: string) => `/api/campaigns/${encodeURIComponent(id)}/${verb}`;

const command = async (id: string, verb: string, body: unknown, key: string) => {
  try {
    const answer = await request<CommandAnswer>(pathOf(id, verb), { body, key });
    liveCache.answer(answer.campaign);
    return answer;
  } catch (error) {
    // A refusal says that the campaign has moved: read what it is now.
    const { currentStatus } = refusalOf(error);
    if (currentStatus) void client.invalidateQueries({ queryKey: campaignDetails(id).queryKey });
    throw error;
  }
};

/** Stops a campaign. Rejects with a `Refusal`. */
export const cancelCampaign = (id: string, reason: string, key: string): Promise<CommandAnswer> =>
  command(id, 'cancel', reason === '' ? {} : { reason }, key);

/** Schedules a draft. Rejects with a `Refusal`. */
export const scheduleCampaign = (
  id: string,
  schedule: ScheduleRequest,
  key: string,
): Promise<CommandAnswer> => command(id, 'schedule', schedule, key);

/** Creates a campaign. Rejects with a `Refusal`, which names the fields that are wrong. */
export const createCampaign = async (campaign: NewCampaign, key: string): Promise<CampaignRow> => {
  const row = await request<CampaignRow | CampaignDetails>('/api/campaigns', {
    body: campaign,
    key,
  });
  liveCache.campaign(row);
  return row;
};
