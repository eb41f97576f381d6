import { CampaignNotFoundError } from './campaign-errors.js';
import type { ServiceContext } from './context.js';
import { type CampaignReport, reportOf } from './report.js';

const waitStepMs = 20;

/** The report of a campaign as it stands. */
export const readReport = async (
  { store, ledger }: ServiceContext,
  id: string,
): Promise<CampaignReport> => {
  // The tally before the status: a campaign that ends in between is reported as it was before.
  const tally = await ledger.tally(id);
  const campaign = await store.read(id);
  if (tally === undefined || campaign === undefined) throw new CampaignNotFoundError(id);
  return reportOf(campaign, tally, await store.openEffects(id));
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
