import type { CampaignReport, Counts, Receipt } from 'campaign-machine/service';
import { showNumber } from './progress.js';

/** One line of what is told about a campaign. */
export const lineOf = (name: string, value: string, remark = ''): string =>
  `  ${name.padEnd(12)} ${value}  ${remark}`.trimEnd();

/** The same for a number; they stand below each other. */
export const countLine = (name: string, count: number, remark = ''): string =>
  lineOf(name, showNumber(count).padStart(7), remark);

const names: { readonly [Name in keyof Counts]: string } = {
  delivered: 'delivered',
  failed: 'failed',
  inDoubt: 'in doubt',
  skipped: 'skipped',
  begun: 'begun',
  claimed: 'claimed',
  pending: 'pending',
};

const countLines = (counts: Counts): string[] =>
  (Object.keys(names) as (keyof Counts)[])
    .filter((name) => counts[name] > 0 || name === 'delivered')
    .map((name) => countLine(names[name], counts[name]));

const ms = (value: number): string => `${showNumber(Math.round(value))} ms`;

const receiptLines = (receipt: Receipt): string[] => {
  const { by, at, from, reason, stoppedAt, handedOverAfterCancel, clockErrorMs } = receipt;
  const time = new Date(at).toLocaleTimeString('en', { hour12: false });
  const why = reason === null ? '' : `, because: ${reason}`;
  const lines = [lineOf('cancelled', `by ${by ?? 'somebody'} at ${time} out of ${from}${why}`)];
  if (stoppedAt === null) return [...lines, lineOf('', 'a worker has still to stop')];
  const begun = `${handedOverAfterCancel ?? 'unknown'}, by a clock that is off by at most ${ms(clockErrorMs)}`;
  return [
    ...lines,
    lineOf('stopped', `${ms(stoppedAt - at)} after that, with the last answer`),
    lineOf('begun later', begun),
  ];
};

/** What the package's own report says about a campaign. */
export const reportLines = ({ status, counts, receipt, workers }: CampaignReport): string[] => [
  lineOf('status', status),
  ...(workers.length > 0 ? [lineOf('sent by', workers.join(', '))] : []),
  ...(counts === 'unknown' ? [lineOf('counts', 'unknown')] : countLines(counts)),
  ...(receipt ? receiptLines(receipt) : []),
];
