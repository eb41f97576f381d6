import { CampaignInputError, type CampaignStatus, campaignStatuses } from '../lifecycle/index.js';

/**
 * The status of a row that was read, if the lifecycle knows it. For adapters: whatever wrote the row
 * (another version, a hand-written UPDATE), nothing may be decided on a status that is not in the
 * table.
 *
 * @throws `CampaignInputError` with code `unknown-status`, naming the campaign
 */
export function storedStatus(campaignId: string, status: unknown): CampaignStatus {
  const known = campaignStatuses.find((each) => each === status);
  if (known !== undefined) return known;
  const expected = `one of ${campaignStatuses.join(', ')} as the stored status of campaign ${JSON.stringify(campaignId)}`;
  throw new CampaignInputError('unknown-status', expected, status);
}
