import { expect } from 'vitest';
import type { CampaignData } from './actor-process.js';
import type { PushRequest } from './endpoint-process.js';
import type { Snapshot, System } from './system.js';

/** A campaign that is over, and how it must have ended. */
export interface Outcome {
  readonly campaignId: string;
  readonly data: CampaignData;
  /** A cancel was accepted, whether or not whoever asked for it lived to hear so. */
  readonly isCancelled: boolean;
  /** What was played, in one line, for failures. */
  readonly title: string;
}

/** What the database holds of the campaign, and what the endpoint recorded of it. */
export interface Evidence extends Snapshot {
  readonly requests: readonly PushRequest[];
}

/** The campaign ended where the decisions say, and its history tells one story. */
const checkEnd = async ({ campaigns }: System, outcome: Outcome, { report }: Evidence) => {
  const { campaignId, isCancelled, title } = outcome;
  expect(report.status, title).toBe(isCancelled ? 'cancelled' : 'sent');
  const history = await campaigns.history(campaignId);
  const moves = history.filter(({ decision }) => decision?.accepted).map(({ event }) => event);
  const untilSent = ['SCHEDULE', 'START', 'COMPLETE'];
  const untilCancelled = ['SCHEDULE', ...(moves.includes('START') ? ['START'] : []), 'CANCEL'];
  expect(moves, title).toEqual(isCancelled ? untilCancelled : untilSent);
};

/** The counts that are kept are those of the rows, and everybody is in one of them. */
const checkConservation = (outcome: Outcome, { report, tally, recount, rows }: Evidence) => {
  const { data, title } = outcome;
  const { begun, delivered, failed, inDoubt, audience } = tally;
  const pending = audience.size - begun - delivered - failed - inDoubt;
  expect({ pending, begun, delivered, failed, inDoubt }, title).toEqual(recount);
  expect(new Set(rows.map(({ id }) => id)).size, title).toBe(audience.size);
  for (const state of ['delivered', 'failed', 'inDoubt'] as const) {
    const many = rows.filter((row) => row.state === state).length;
    expect(many, `${title} ${state}`).toBe(recount[state]);
  }
  const skipped = pending;
  const counts = { pending: 0, claimed: 0, begun: 0, delivered, failed, skipped, inDoubt };
  expect(report.counts, title).toEqual(counts);
  // Nothing is lost: what was sent went to everybody, whatever became of it.
  if (!outcome.isCancelled) expect([audience.size, skipped], title).toEqual([data.audience, 0]);
};

/** What the endpoint recorded is what the rows say, one by one. */
const checkArrivals = ({ title }: Outcome, { rows, tally, requests }: Evidence) => {
  const accepted = requests.filter(({ status }) => status === 201);
  for (const { id, state, worker } of rows) {
    const own = accepted.filter(({ recipient }) => recipient === id);
    const text = `${title}: ${id} is ${state}, accepted from ${JSON.stringify(own)}`;
    if (state === 'delivered') expect(own.length, text).toBe(1);
    else if (state === 'inDoubt') {
      // Not sent again: neither twice, nor once by somebody else.
      expect(own.length, text).toBeLessThanOrEqual(1);
      for (const found of own) expect(found.worker, text).toBe(worker);
    } else expect(own.length, text).toBe(0);
  }
  expect(accepted.length, title).toBeGreaterThanOrEqual(tally.delivered);
  expect(accepted.length, title).toBeLessThanOrEqual(tally.delivered + tally.inDoubt);
};

/** All that must hold when a campaign is over, whatever happened to whoever worked on it. */
export const checkOutcome = async (system: System, outcome: Outcome): Promise<Evidence> => {
  const snapshot = await system.snapshot(outcome.campaignId);
  const requests = await system.endpoint.requests(outcome.campaignId);
  const evidence = { ...snapshot, requests };
  await checkEnd(system, outcome, evidence);
  checkConservation(outcome, evidence);
  checkArrivals(outcome, evidence);
  return evidence;
};
