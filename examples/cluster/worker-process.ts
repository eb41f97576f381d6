// A worker as a process of its own, started by main.ts.
import { createDispatcher, type DispatcherOptions } from 'campaign-machine/service';
import {
  type GeneratedRecipient,
  generatedRecipients,
  generatedSubscription,
} from '../push/generated-audience.js';
import { createPushClient } from '../push/push-client.js';
import { dataOf } from './campaign-data.js';
import { runChildProcess } from './child-process.js';

/** Messages on their way at once, for each campaign: so many may still arrive after a cancel. */
const concurrency = 20;

/** Small, so that workers share also a campaign that one of them could send alone. */
const chunkSize = 100;

/** Shorter than usual: so long nobody takes over from a worker that was killed. */
const leaseMs = 2_000;

await runChildProcess(() => ({
  begin: ({ campaigns, settings, ending }) => {
    const { vapidKeys, endpointOrigin, name } = settings;
    const client = createPushClient({ vapidKeys, connectionsMax: concurrency * 10 });

    const deliver: DispatcherOptions<GeneratedRecipient>['deliver'] = (recipient, { campaign }) => {
      const { title, body } = dataOf(campaign);
      const subscription = generatedSubscription(endpointOrigin, recipient);
      // Not cut short by a cancel: what was begun is seen through, so that somebody can say how it ended.
      return client.push(subscription, { campaignId: campaign.id, title, body });
    };

    const dispatcher = createDispatcher({
      campaigns,
      worker: `${name}.${process.pid}`,
      recipients: (campaign) => generatedRecipients(dataOf(campaign).audience),
      deliver,
      concurrency,
      chunkSize,
      leaseMs,
    });
    return {
      run: async () => {
        await dispatcher.run(ending);
        client.close();
      },
    };
  },
}));
