import type { CampaignReport } from '../../../src/service/report.js';
import { isLive, type Moment, type Promised } from '../moment.js';

const reports = new WeakMap<Moment, CampaignReport>();

const reportOf = (moment: Moment): CampaignReport => {
  const known = reports.get(moment);
  if (known) return known;
  const { world, after, tally } = moment;
  const open = after.effects.filter(({ settledAs }) => settledAs === null);
  const effects = open.map((row) => ({ ...row, campaignId: after.record.id, dueAt: null }));
  const report = world.subject.reportOf(after.record, tally, effects);
  reports.set(moment, report);
  return report;
};

const delivered = ({ world: { facts } }: Moment): number =>
  new Set(
    facts.handOvers.flatMap(({ recipient, outcome }) =>
      outcome === 'delivered' ? [recipient] : [],
    ),
  ).size;

/** What a report may not say, whenever it was made, of a campaign that has ended. */
const wrongEnd = (report: CampaignReport): string | null => {
  const { status, counts, outcome, receipt } = report;
  if (status === 'sent' && counts !== 'unknown') {
    if (counts.pending + counts.claimed + counts.begun + counts.skipped > 0)
      return `sent, with ${JSON.stringify(counts)}`;
    if (counts.delivered === report.audience.size && report.audience.size > 0)
      return outcome === 'delivered' ? null : `all delivered, called ${outcome}`;
  }
  if (receipt?.settled && counts !== 'unknown' && counts.begun > 0)
    return 'settled, some are begun';
  return null;
};

/** What holds of the report that anybody could read at this moment. */
export const reportPromises: readonly Promised[] = [
  {
    id: 'report-adds-up',
    says: 'Everybody in the audience is in exactly one count of the report.',
    broken: (moment) => {
      const { counts, audience } = reportOf(moment);
      if (counts === 'unknown' || moment.scenario.hasOwnLoop) return null;
      const sum = Object.values(counts).reduce((a, b) => a + b, 0);
      if (Object.values(counts).some((n) => n < 0)) return JSON.stringify(counts);
      return sum === audience.size ? null : `${sum} of ${audience.size}`;
    },
  },
  {
    id: 'report-fits-its-status',
    says: 'A report of sent counts nothing as open; a settled receipt nothing as begun.',
    broken: (moment) => {
      const wrong = wrongEnd(reportOf(moment));
      if (wrong) return wrong;
      const given = moment.world.facts.reports.map(({ report }) => wrongEnd(report));
      return given.find((how) => how !== null) ?? null;
    },
  },
  {
    id: 'outcome-is-true',
    says: 'A campaign is called delivered if all of it was, and none only if nothing left.',
    broken: (moment) => {
      const { outcome } = reportOf(moment);
      const all = moment.scenario.audience.length;
      if (moment.scenario.hasOwnLoop) return null;
      if (outcome === 'delivered' && delivered(moment) < all) return 'delivered, and some are not';
      return outcome === 'none' && delivered(moment) > 0 ? 'none, and some were' : null;
    },
  },
  {
    id: 'receipt-tells-who-and-when',
    says: 'There is a receipt if and only if there is a cancellation, and it repeats it.',
    broken: (moment) => {
      const { receipt } = reportOf(moment);
      const { cancellation } = moment.after.record;
      if ((receipt === null) !== (cancellation === null)) return 'one without the other';
      if (receipt === null || cancellation === null) return null;
      const { by, at, reason, from } = receipt;
      return JSON.stringify({ by, at, reason, from }) === JSON.stringify(cancellation)
        ? null
        : JSON.stringify(receipt);
    },
  },
  {
    id: 'receipt-settles-last',
    says: 'A receipt is settled when no lease is live any more, and says since when.',
    broken: (moment) => {
      const { receipt } = reportOf(moment);
      if (receipt === null) return null;
      const { after, world } = moment;
      const isAtWork = after.leases.some(({ token }) => isLive(after, token, world.now.ms));
      if (receipt.settled === isAtWork) return `settled: ${receipt.settled}`;
      if (receipt.stoppedAt !== null && receipt.stoppedAt < receipt.at) return 'stopped before';
      return receipt.stoppedAt !== null && receipt.stoppedAt > world.now.ms ? 'in future' : null;
    },
  },
  {
    id: 'late-hand-overs-are-counted',
    says: 'The receipt counts the settled hand-overs since the cancel, within its error bound.',
    broken: (moment) => {
      const { receipt, counts } = reportOf(moment);
      if (receipt === null || receipt.handedOverAfterCancel === null) return null;
      if (counts === 'unknown' || moment.scenario.deliveryIsIdempotent) return null;
      const { handOvers } = moment.world.facts;
      const late = handOvers.filter(({ isAfterCancel }) => isAfterCancel);
      const unsettled = counts.begun + counts.inDoubt;
      const said = receipt.handedOverAfterCancel;
      const { at, clockErrorMs } = receipt;
      const most = handOvers.filter((each) => each.at >= at - clockErrorMs).length;
      const least = late.filter((each) => each.at >= at + clockErrorMs).length - unsettled;
      return said <= most && said >= least ? null : `${said}, it was from ${least} to ${most}`;
    },
  },
];
