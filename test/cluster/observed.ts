import { createMemory } from '../../src/adapters/memory/index.js';
import {
  type CampaignObserver,
  type Campaigns,
  createCampaigns,
  createDispatcher,
  type Deliver,
  type Recipient,
} from '../../src/service/index.js';

/** Personal data, wherever somebody could have put it. */
export const secrets = {
  by: 'kim@example.org',
  reason: 'asked by Kim Example',
  title: 'A title for Kim',
  recipients: ['mailto:one@example.org', 'mailto:two@example.org', 'mailto:three@example.org'],
  error: 'no such browser: three@example.org',
};

const outcomes: Readonly<Record<string, Awaited<ReturnType<Deliver<Recipient>>>>> = {
  'mailto:one@example.org': { outcome: 'delivered' },
  'mailto:two@example.org': { outcome: 'failed', code: 'gone' },
};

/** One campaign from its creation until it is sent, watched: one delivered, one failed, one in doubt. */
export const playSent = async (id: string, ...observe: CampaignObserver[]): Promise<Campaigns> => {
  const campaigns = createCampaigns({ ...createMemory(), observe });
  await campaigns.create({ id, by: secrets.by, data: { title: secrets.title } });
  await campaigns.schedule(id, { by: secrets.by, reason: secrets.reason });
  const { runCampaign } = createDispatcher({
    campaigns,
    worker: 'worker-1',
    recipients: () => secrets.recipients.map((recipient) => ({ id: recipient })),
    onGone: () => {
      throw Object.assign(new Error(secrets.error), { code: 'E_GONE' });
    },
    deliver: async (recipient) => {
      const outcome = outcomes[recipient.id];
      if (outcome) return outcome;
      throw new Error(secrets.error);
    },
  });
  await runCampaign(id, new AbortController().signal);
  return campaigns as Campaigns;
};

/** One that is cancelled while a worker sends it. */
export const playStopped = async (
  id: string,
  ...observe: CampaignObserver[]
): Promise<Campaigns> => {
  const campaigns = createCampaigns({ ...createMemory(), observe });
  const { by, reason } = secrets;
  await campaigns.create({ id, by });
  await campaigns.schedule(id, { by });
  const { runCampaign } = createDispatcher({
    campaigns,
    worker: 'worker-1',
    concurrency: 1,
    recipients: () => secrets.recipients.map((recipient) => ({ id: recipient })),
    deliver: async () => {
      await campaigns.cancel(id, { by, reason });
    },
  });
  await runCampaign(id, new AbortController().signal);
  return campaigns as Campaigns;
};
