import { expect } from 'vitest';
import type { CampaignReport } from '../../src/service/index.js';
import type { CampaignData } from './actor-process.js';
import type { System } from './system.js';

/** A campaign that is over, and what is known of it otherwise. */
export interface Outcome {
  readonly campaignId: string;
  readonly data: CampaignData;
  /** A cancel was accepted, whether or not whoever asked for it lived to hear so. */
  readonly isCancelled: boolean;
  readonly report: CampaignReport;
  /** What was played, in one line, for failures. */
  readonly title: string;
}

const countOf = <Item>(items: readonly Item[], is: (item: Item) => boolean): number =>
  items.filter(is).length;

/** The campaign ends where the decisions say, and its history tells one story. */
const checkEnd = async ({ campaigns }: System, outcome: Outcome): Promise<void> => {
  const { campaignId, isCancelled, report, title } = outcome;
  expect(report.status, title).toBe(isCancelled ? 'cancelled' : 'sent');
  const history = await campaigns.history(campaignId);
  const moves = history.filter(({ decision }) => decision?.accepted).map(({ event }) => event);
  const isSent = ['SCHEDULE', 'START', 'COMPLETE'];
  const ways = isCancelled
    ? [
        ['SCHEDULE', 'CANCEL'],
        ['SCHEDULE', 'START', 'CANCEL'],
      ]
    : [isSent];
  expect(ways, title).toContainEqual(moves);
};

/** The counts that are kept are those of the rows, and nobody is in two of them or in none. */
const checkConservation = async (system: System, outcome: Outcome): Promise<void> => {
  const { campaignId, data, report, title } = outcome;
  const tally = await system.ledger.tally(campaignId);
  const recount = await system.ledger.recount(campaignId);
  if (!tally || report.counts === 'unknown') throw new Error(`${title}: no counts`);
  const { begun, delivered, failed, inDoubt, audience } = tally;
  const pending = audience.size - begun - delivered - failed - inDoubt;
  expect({ pending, begun, delivered, failed, inDoubt }, title).toEqual(recount);
  const rows = system.recipients(campaignId);
  expect(new Set(rows.map(({ id }) => id)).size, title).toBe(audience.size);
  for (const state of ['delivered', 'failed', 'inDoubt'] as const) {
    expect(
      countOf(rows, (row) => row.state === state),
      `${title} ${state}`,
    ).toBe(recount[state]);
  }
  expect(report.counts, title).toMatchObject({ delivered, failed, inDoubt, claimed: 0, begun: 0 });
  expect(report.counts.skipped, title).toBe(pending);
  // Nothing is lost: what was sent went to everybody, whatever became of it.
  if (!outcome.isCancelled) expect([audience.size, pending], title).toEqual([data.audience, 0]);
};

/** What the endpoint recorded is what the rows say, one by one. */
const checkArrivals = async (system: System, outcome: Outcome): Promise<void> => {
  const { campaignId, title } = outcome;
  const requests = await system.endpoint.requests(campaignId);
  const accepted = requests.filter(({ status }) => status === 201);
  for (const { id, state, worker } of system.recipients(campaignId)) {
    const workers = accepted.filter(({ recipient }) => recipient === id);
    const text = `${title}: ${id} is ${state}, accepted from ${JSON.stringify(workers)}`;
    if (state === 'delivered') expect(workers.length, text).toBe(1);
    else if (state === 'inDoubt') {
      // Not sent again: neither twice, nor once by somebody else.
      expect(workers.length, text).toBeLessThanOrEqual(1);
      for (const found of workers) expect(found.worker, text).toBe(worker);
    } else expect(workers.length, text).toBe(0);
  }
  const { counts } = outcome.report;
  if (counts === 'unknown') throw new Error(`${title}: no counts`);
  expect(accepted.length, title).toBeGreaterThanOrEqual(counts.delivered);
  expect(accepted.length, title).toBeLessThanOrEqual(counts.delivered + counts.inDoubt);
};

/** All that must hold when a campaign is over, whatever happened to whoever worked on it. */
export const checkOutcome = async (system: System, outcome: Outcome): Promise<void> => {
  await checkEnd(system, outcome);
  await checkConservation(system, outcome);
  await checkArrivals(system, outcome);
};
