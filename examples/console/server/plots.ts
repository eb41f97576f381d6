import type { SqliteLike } from 'campaign-machine/sqlite';
import type { Sample } from '../api.js';
import { inTransaction } from './console-file.js';

/** What a plot has at most; on a screen more would not be seen. */
const samplesMax = 600;

/** The finest that is kept. */
const slotMs = 100;

interface Row {
  readonly at: number;
  readonly delivered: number;
  readonly failed: number;
  readonly in_doubt: number;
}

const sampleOf = ({ in_doubt: inDoubt, ...row }: Row): Sample => ({
  at: row.at,
  delivered: row.delivered,
  failed: row.failed,
  inDoubt,
});

/**
 * The points of every campaign's plot. Evenly spread, however long the dispatch takes: time is cut
 * into slots of one step, and a plot that has become too long goes on with a step twice as long and
 * lets go of every second slot. Several consoles may write the same plot.
 */
export const createPlots = (file: SqliteLike) => {
  const readStep = file.prepare('select step from plot where campaign = ?');
  const writeStep = file.prepare(
    'insert into plot values (?, ?) on conflict (campaign) do update set step = excluded.step',
  );
  const count = file.prepare('select count(*) count from plot_sample where campaign = ?');
  const insert = file.prepare('insert or ignore into plot_sample values (?, ?, ?, ?, ?, ?)');
  const replace = file.prepare('insert or replace into plot_sample values (?, ?, ?, ?, ?, ?)');
  const thin = file.prepare(`delete from plot_sample where campaign = ?1 and slot % ?2 <> 0
       and slot < (select max(slot) from plot_sample where campaign = ?1)`);
  const all = file.prepare(
    'select at, delivered, failed, in_doubt from plot_sample where campaign = ? order by at',
  );

  const stepOf = (campaign: string): number =>
    (readStep.get(campaign) as { step: number } | undefined)?.step ?? 1;

  const countOf = (campaign: string): number => (count.get(campaign) as { count: number }).count;

  const makeRoom = (campaign: string, step: number): void => {
    if (countOf(campaign) <= samplesMax) return;
    writeStep.run(campaign, step * 2);
    thin.run(campaign, step * 2);
  };

  return {
    /** `isLast`: where the dispatch ended, which no point of the same slot may stand for. */
    add(campaign: string, { at, delivered, failed, inDoubt }: Sample, isLast: boolean): void {
      inTransaction(file, () => {
        const step = stepOf(campaign);
        const slot = Math.floor(at / slotMs);
        const write = isLast ? replace : insert;
        write.run(campaign, slot - (slot % step), at, delivered, failed, inDoubt);
        makeRoom(campaign, step);
      });
    },

    read: (campaign: string): Sample[] => (all.all(campaign) as Row[]).map(sampleOf),
  };
};

export type Plots = ReturnType<typeof createPlots>;
