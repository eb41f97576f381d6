import {
  type CampaignRecord,
  type Campaigns,
  createDispatcher,
  type DeliveryOutcome,
  type Dispatcher,
} from 'campaign-machine/service';
import {
  type GeneratedRecipient,
  generatedRecipients,
  generatedSubscription,
} from '../../push/generated-audience.js';
import type { PushClient } from '../../push/push-client.js';
import type { PushMessage } from '../../push/push-message.js';
import type { PushSubscription } from '../api.js';
import { audienceKeyOf, dataOf } from './campaign-data.js';
import type { LocalEndpoint } from './local-endpoint.js';
import { mayPostTo, postable } from './push-services.js';
import type { StoredSubscription, StoredSubscriptions } from './stored-subscriptions.js';

export interface SenderOptions {
  readonly campaigns: Campaigns;
  readonly subscriptions: StoredSubscriptions;
  readonly client: PushClient;
  readonly endpoint: Pick<LocalEndpoint, 'origin'>;
}

type ConsoleRecipient = StoredSubscription | GeneratedRecipient;

/** How many messages may be on their way at once, and so how many may still go out after a cancel. */
const concurrency = 20;

/** Shorter than usual, so that nobody waits for long who starts the program again after a crash. */
const leaseMs = 2_000;

const subscriptionOf = (recipient: ConsoleRecipient, origin: string): PushSubscription => {
  if ('endpoint' in recipient) {
    return { endpoint: postable(recipient.endpoint, origin), keys: recipient.keys };
  }
  return generatedSubscription(origin, recipient);
};

const messageOf = (campaign: CampaignRecord): PushMessage => ({
  campaignId: campaign.id,
  title: dataOf(campaign)?.title ?? '',
  body: dataOf(campaign)?.body ?? '',
});

/** The worker that sends the console's campaigns. Any number of consoles on one folder share the work. */
export const createSender = (options: SenderOptions): Dispatcher => {
  const { campaigns, subscriptions, client, endpoint } = options;

  const recipients = (campaign: CampaignRecord): Iterable<ConsoleRecipient> => {
    const data = dataOf(campaign);
    // Goes into the report as an audience that cannot be read; the campaign can be cancelled.
    if (!data) throw new Error(`Campaign ${JSON.stringify(campaign.id)} is not the console's.`);
    return data.source === 'file'
      ? subscriptions.read(audienceKeyOf(campaign.id, data))
      : generatedRecipients(data.audience);
  };

  const deliver = async (
    recipient: ConsoleRecipient,
    { campaign }: { readonly campaign: CampaignRecord },
  ): Promise<DeliveryOutcome> => {
    const subscription = subscriptionOf(recipient, endpoint.origin());
    // Looked at when it was uploaded; since then the list may have become shorter.
    if (!mayPostTo(subscription.endpoint, endpoint.origin())) {
      return { outcome: 'failed', code: 'rejected' };
    }
    // It is given a signal as well, by which a cancel could cut short what is on its way. Nobody
    // would know then whether it arrived, so what was begun is seen through.
    return client.push(subscription, messageOf(campaign));
  };

  const worker = `console-${process.pid}`;
  return createDispatcher({ campaigns, recipients, deliver, concurrency, leaseMs, worker });
};
