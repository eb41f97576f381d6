import { markdownTable } from '../markdown-table.js';
import { bestRate, type UnitCosts } from './unit-costs.js';

/** What a day is reckoned with. */
export const day = {
  recipients: [1e7, 1e8, 1e9],
  /** Recipients of one campaign. */
  campaignSize: 100_000,
  /** Everything goes out within so many hours. */
  hours: 8,
} as const;

const names = ['10 million', '100 million', '1 billion'];
const secondsPerHour = 3600;

const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${three.format(value / 1000 ** power)} ${units[power]}`;
};
const duration = (seconds: number): string => {
  if (seconds < 120) return `${three.format(seconds)} s`;
  if (seconds < 2 * secondsPerHour) return `${three.format(seconds / 60)} min`;
  return `${three.format(seconds / secondsPerHour)} h`;
};

/** What so many recipients a day come to, in the words and in the order of the table. */
export const dayOf = (recipients: number, costs: UnitCosts): Readonly<Record<string, string>> => {
  const [usual] = costs.audiences;
  const { campaign, redisBytesPerJob, dropMs } = costs;
  const best = bestRate(costs);
  const campaigns = recipients / day.campaignSize;
  const seconds = day.hours * secondsPerHour;
  const rate = recipients / seconds;
  return {
    [`recipients a second, over ${day.hours} hours`]: three.format(rate),
    'of what the measured machine did, without web-push': `${three.format(rate / best.rate)} ×`,
    'cores for web-push at this rate': three.format((rate * costs.encryptUs) / 1e6),
    'cores for the rest of the workers, 500 lanes each': three.format((rate * best.workerUs) / 1e6),
    'cores for PostgreSQL, 500 lanes a worker': three.format((rate * best.serverUs) / 1e6),
    'claims a second': three.format(rate * usual.claims),
    'group commits a second, 50 lanes a worker': three.format(rate * usual.advances),
    'WAL a second': bytes(rate * usual.wal),
    'WAL a day': bytes(recipients * usual.wal),
    'rows in campaign_recipient, for each day kept': three.format(recipients),
    'rows on disk, for each day kept': bytes(recipients * usual.rows),
    'indexes on disk, for each day kept': bytes(recipients * usual.indexes),
    'purge of a day': duration((recipients * usual.purgeUs) / 1e6),
    'dropping partitions instead, one a campaign': duration((campaigns * dropMs) / 1000),
    [`campaigns of ${three.format(day.campaignSize)}`]: three.format(campaigns),
    'their rows, history and indexes': bytes(campaigns * (campaign.rows + campaign.indexes)),
    'NOTIFYs if every one is cancelled': three.format(campaigns * campaign.notificationsPerCancel),
    'Redis, if all of them wait in BullMQ at once': bytes(campaigns * redisBytesPerJob),
  };
};

/** The table of docs/scale.md, reckoned from measured units. */
export const scaleSection = (costs: UnitCosts): string => {
  const days = day.recipients.map((recipients) => dayOf(recipients, costs));
  const lines = Object.keys(days[0] ?? {});
  return markdownTable([
    ['a day', ...names],
    ...lines.map((line) => [line, ...days.map((values) => values[line] ?? '')]),
  ]);
};
