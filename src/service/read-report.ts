import { campaignStatuses } from '../lifecycle/index.js';
import { CampaignNotFoundError } from './campaign-errors.js';
import type { ServiceContext } from './context.js';
import { type CampaignReport, reportOf } from './report.js';

const waitStepMs = 20;

// A campaign is in each status at most once, so it moves fewer times than there are statuses.
const roundsMax = campaignStatuses.length;

/** The report of a campaign as it stands. */
export const readReport = async (
  { store, ledger }: ServiceContext,
  id: string,
): Promise<CampaignReport> => {
  let before = await store.read(id);
  for (let round = 0; round < roundsMax; round += 1) {
    const tally = await ledger.tally(id);
    const campaign = await store.read(id);
    if (tally === undefined || campaign === undefined) throw new CampaignNotFoundError(id);
    // Only in one status from before to after are these the counts of that status: what was counted
    // while it was sending would make a sent campaign look as if it had stopped half-way.
    if (before?.status === campaign.status) {
      return reportOf(campaign, tally, await store.openEffects(id));
    }
    before = campaign;
  }
  throw new Error(
    `Campaign ${JSON.stringify(id)} moved ${roundsMax} times during one report, which the lifecycle rules out: the store does not keep its contract.`,
  );
};

/** The report once the dispatch has stopped, or as it stands after `waitMs`. */
export const waitForStop = async (
  context: ServiceContext,
  id: string,
  waitMs: number,
): Promise<CampaignReport> => {
  const until = context.clock.monotonicMs() + waitMs;
  let report = await readReport(context, id);
  while (report.receipt?.settled === false && context.clock.monotonicMs() < until) {
    await context.clock.sleep(waitStepMs);
    report = await readReport(context, id);
  }
  return report;
};
