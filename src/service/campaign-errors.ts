import type { CampaignStatus } from '../lifecycle/index.js';

/** A command named a campaign that the store does not have. Nothing was changed. */
export class CampaignNotFoundError extends Error {
  override readonly name = 'CampaignNotFoundError';
  readonly code = 'campaign-not-found';
  readonly campaignId: string;

  constructor(campaignId: string) {
    super(
      `There is no campaign ${JSON.stringify(campaignId)}. Nothing was changed: create or adopt it first.`,
    );
    this.campaignId = campaignId;
  }
}

/** `create` or `adopt` named a campaign that is there already, and not the same. Nothing was changed. */
export class CampaignExistsError extends Error {
  override readonly name = 'CampaignExistsError';
  readonly code = 'campaign-exists';
  readonly campaignId: string;
  readonly status: CampaignStatus;

  constructor(campaignId: string, status: CampaignStatus) {
    super(
      `Campaign ${JSON.stringify(campaignId)} exists already and is ${status}. Nothing was changed: use another id.`,
    );
    this.campaignId = campaignId;
    this.status = status;
  }
}
