import type { Campaigns } from 'campaign-machine/service';
import type { CampaignViews } from './campaign-views.js';
import type { LocalEndpoint } from './local-endpoint.js';
import type { News } from './news.js';
import type { StoredSubscriptions } from './stored-subscriptions.js';

/** What the HTTP API works with. */
export interface ConsoleParts {
  readonly campaigns: Campaigns;
  readonly subscriptions: Pick<StoredSubscriptions, 'store'>;
  readonly endpoint: Pick<LocalEndpoint, 'origin'>;
  readonly views: CampaignViews;
  readonly news: News;
}
