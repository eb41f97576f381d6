import { availableParallelism } from 'node:os';
import { markdownTable } from '../markdown-table.js';
import type { UnitCosts } from './unit-costs.js';

const whole = (value: number) =>
  Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en');
const fine = (value: number) => value.toPrecision(2);

/** The measured units as they stand in docs/benchmarks.md. */
export const unitsSection = (costs: UnitCosts): string => {
  const { audiences, rates, encryptUs, campaign, redisBytesPerJob, dropMs } = costs;
  return [
    'For one recipient of a campaign that everybody was sent:',
    markdownTable([
      ['audience', 'bytes of rows', 'of indexes', 'of WAL', 'claims', 'group commits', 'purge, µs'],
      ...audiences.map(({ what, rows, indexes, wal, claims, advances, purgeUs }) => [
        what,
        whole(rows),
        whole(indexes),
        whole(wal),
        fine(claims),
        fine(advances),
        purgeUs.toFixed(1),
      ]),
    ]),
    'The ledger alone, one campaign, workers on 500 lanes each whose messages take 1 ms:',
    markdownTable([
      [
        'workers',
        'recipients a second',
        'CPU µs a recipient: workers',
        'PostgreSQL',
        `cores busy of ${availableParallelism()}`,
      ],
      ...rates.map(({ workers, rate, workerUs, serverUs }) => [
        String(workers),
        whole(rate),
        whole(workerUs),
        whole(serverUs),
        Number.isNaN(serverUs) ? '–' : (((workerUs + serverUs) * rate) / 1e6).toFixed(2),
      ]),
    ]),
    'The rest:',
    markdownTable([
      ['what', 'how much'],
      ['CPU µs for what web-push does for a message', whole(encryptUs)],
      ['bytes of rows for a campaign, created, scheduled and cancelled', whole(campaign.rows)],
      ['bytes of its indexes', whole(campaign.indexes)],
      ['cancels a second, one after the other', whole(campaign.cancelsPerSecond)],
      ['cancels a second, eight at once', whole(campaign.cancelsPerSecondAtOnce)],
      ['NOTIFYs for a cancel', campaign.notificationsPerCancel.toFixed(1)],
      ['bytes of Redis for a campaign that waits in BullMQ', whole(redisBytesPerJob)],
      ['dropping the partitions of an audience, ms', dropMs.toFixed(0)],
    ]),
  ].join('\n\n');
};
