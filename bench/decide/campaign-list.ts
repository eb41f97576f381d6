import { type CampaignStatus, campaignStatuses, can } from 'campaign-machine/lifecycle';
import { createSeededRandom } from '../seeded-random.js';

interface Campaign {
  readonly id: string;
  readonly status: CampaignStatus;
}

const random = createSeededRandom(10_000);

const createCampaign = (_: unknown, index: number): Campaign => ({
  id: `campaign-${index}`,
  status: campaignStatuses[Math.floor(random() * campaignStatuses.length)] ?? 'draft',
});

const createList = (): readonly Campaign[] => Array.from({ length: 10_000 }, createCampaign);

/** What an overview page has to decide about: 10,000 campaigns in random statuses; 32 such lists. */
export const campaignLists = Array.from({ length: 32 }, createList);

/** How many campaigns of a list have a cancel button that works, by the table. */
export const countByCan = (list: readonly Campaign[]): number => {
  let cancellable = 0;
  for (const { status } of list) if (can(status, 'CANCEL')) cancellable++;
  return cancellable;
};

/** The same by the comparison that one would write by hand: a second copy of the rule. */
export const countByHand = (list: readonly Campaign[]): number => {
  let cancellable = 0;
  for (const { status } of list) if (status === 'ready' || status === 'sending') cancellable++;
  return cancellable;
};
