import { availableParallelism } from 'node:os';
import { formatSpread } from '../format.js';
import { markdownTable } from '../markdown-table.js';
import { type Spread, spreadOf } from '../spread.js';
import type { Target } from '../target.js';
import type { DispatchVariantName } from './dispatch-variants.js';
import type { Load, Run } from './measure.js';

/** The runs of a variant with so many workers, one of each round. */
export type RunsOf = (name: DispatchVariantName, workers: number) => readonly Run[];

/** A kind of send, through this package and without it. */
export interface Send extends Load {
  readonly what: string;
  readonly ours: DispatchVariantName;
  readonly bare: DispatchVariantName;
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const factor = (value: number) => `${value.toFixed(2)} ×`;
const whole = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(0));
const median = (runs: readonly Run[], of: (run: Run) => number) => spreadOf(runs.map(of)).median;
const rate = (run: Run) => run.rate;

/** The rate of one against another's of the same round. */
const against = (runs: readonly Run[], others: readonly Run[]): Spread =>
  spreadOf(runs.map((run, round) => run.rate / (others[round]?.rate ?? Number.NaN)));

/** How many cores were busy with it, on the average of its time. */
const cores = (runs: readonly Run[], of: (run: Run) => number) =>
  median(runs, (run) => (of(run) * run.rate) / 1e6);

const busyCores = ({ workerUs, serverUs, rate }: Run) => ((workerUs + serverUs) * rate) / 1e6;

/** What has to hold with real encryption. */
export const dispatchTargets = (
  { what, ours, bare }: Send,
  of: RunsOf,
): readonly [Target, Target] => {
  const real = against(of(ours, 1), of(bare, 1));
  const bareBusy = of(bare, 2).map(busyCores);
  const busy = spreadOf(
    of(ours, 2).map((run, round) => busyCores(run) / (bareBusy[round] ?? Number.NaN)),
  );
  return [
    {
      claim: `at least 90 % of the rate of the bare loop, one worker (${what})`,
      measured: formatSpread(real, percent),
      isReached: real.median >= 0.9,
    },
    {
      claim: `a second worker scales until the cores are used up: with two they are at least 90 % as busy as with two bare loops (${what})`,
      measured: formatSpread(busy, percent),
      isReached: busy.median >= 0.9,
    },
  ];
};

/** Rates by number of workers, beside the bare loop. */
export const ratesTable = (sends: readonly Send[], workerCounts: readonly number[], of: RunsOf) =>
  markdownTable([
    ['send', 'workers', 'recipients a second', 'bare loop', 'share', 'against one worker'],
    ...sends.flatMap(({ what, ours, bare }) =>
      workerCounts.map((count) => [
        what,
        String(count),
        whole(median(of(ours, count), rate)),
        whole(median(of(bare, count), rate)),
        percent(against(of(ours, count), of(bare, count)).median),
        factor(against(of(ours, count), of(ours, 1)).median),
      ]),
    ),
  ]);

/** Where the time of the cores went. */
export const coresTable = (sends: readonly Send[], workerCounts: readonly number[], of: RunsOf) =>
  markdownTable([
    [
      'send',
      'workers',
      'CPU µs a recipient: workers',
      'PostgreSQL',
      'bare loop',
      'cores busy: workers',
      'PostgreSQL',
      `of ${availableParallelism()}`,
    ],
    ...sends.flatMap(({ what, ours, bare }) =>
      workerCounts.map((count) => {
        const runs = of(ours, count);
        const busy = cores(runs, ({ workerUs, serverUs }) => workerUs + serverUs);
        return [
          what,
          String(count),
          whole(median(runs, ({ workerUs }) => workerUs)),
          whole(median(runs, ({ serverUs }) => serverUs)),
          whole(median(of(bare, count), ({ workerUs }) => workerUs)),
          cores(runs, ({ workerUs }) => workerUs).toFixed(2),
          cores(runs, ({ serverUs }) => serverUs).toFixed(2),
          percent(busy / availableParallelism()),
        ];
      }),
    ),
  ]);
