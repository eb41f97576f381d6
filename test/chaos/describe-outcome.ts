import type { ChaosPlan } from './chaos-plan.js';
import type { ChaosOutcome } from './play-chaos.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** What was played and what came of it, for whoever started it. */
export const describeOutcome = (
  { seed, engine, faults, plannedCampaigns }: ChaosPlan,
  { broken, campaigns, gaveUp }: ChaosOutcome,
): string => {
  const byType = new Map<string, number>();
  for (const { type } of faults) byType.set(type, (byType.get(type) ?? 0) + 1);
  const counted = (name: 'delivered' | 'failed' | 'inDoubt' | 'pending') =>
    sum(campaigns.map(({ recount }) => recount[name]));
  const cancelled = campaigns.filter(({ report }) => report.status === 'cancelled');
  const arrivals = sum(campaigns.map((campaign) => campaign.arrivals.length));
  const faultsText = [...byType].map(([type, count]) => `${type} ${count}`).join(', ');
  return [
    `faults: ${faultsText}; processes that ended by themselves: ${gaveUp}`,
    `campaigns: ${campaigns.length}, of which ${cancelled.length} cancelled; recipients planned: ${sum(plannedCampaigns.map(({ audience }) => audience))}`,
    `delivered ${counted('delivered')}, failed ${counted('failed')}, in doubt ${counted('inDoubt')}, skipped ${counted('pending')}; requests received: ${arrivals}`,
    ...broken.map(
      ({ promise, campaignId, because }) =>
        `BROKEN (seed ${seed}, engine ${engine}): '${promise}' of ${campaignId}: ${because}`,
    ),
    broken.length === 0 ? 'every promise holds' : `${broken.length} findings`,
  ].join('\n');
};
