import { setTimeout } from 'node:timers/promises';
import { CampaignNotFoundError, type CampaignReport } from 'campaign-machine/service';
import { openSqlite } from 'campaign-machine/sqlite';
import type { CampaignRow } from '../api.js';
import { type CampaignViews, hasNoAudienceYet, isAtRest } from './campaign-views.js';
import type { News } from './news.js';
import type { Plots } from './plots.js';

export interface ChangesOptions {
  /** The campaigns' database. */
  readonly path: string;
  readonly views: Pick<CampaignViews, 'look'>;
  readonly plots: Pick<Plots, 'add'>;
  readonly news: Pick<News, 'publish'>;
  readonly onTrouble: (error: unknown) => void;
}

/** So often at most is a campaign told of. */
const lookEveryMs = 100;

/** Without a commit too, time changes something: a lease runs out. */
const lookAnywayMs = 1_000;

/** As long as late answers may still come; see {@link isAtRest}. */
const recentMs = 120_000;

/** No signature is this. */
const untold = '';

/** What is told of a campaign, apart from when it was read. */
const signatureOf = ({ version: _, ...row }: CampaignRow, report: CampaignReport): string =>
  JSON.stringify([row, report.receipt, report.stalled, report.audience.lastError]);

/** The campaigns' file, looked at through a connection of its own. */
const openWatch = (path: string) => {
  const file = openSqlite(path);
  const version = file.prepare('pragma data_version');
  const newest = file.prepare('select coalesce(max(sequence), 0) newest from campaign_history');
  const moved = file.prepare(
    'select distinct c.id from campaign_history h join campaign c on c.key = h.campaign where h.sequence > ?',
  );
  const open = file.prepare("select id from campaign where status = 'sending' or changed_at > ?");
  const ids = (rows: unknown[]) => (rows as { id: string }[]).map(({ id }) => id);
  return {
    /** Another number after every commit, of whichever connection and process. */
    version: () => (version.get() as { data_version: number }).data_version,
    newest: () => (newest.get() as { newest: number }).newest,
    movedSince: (sequence: number) => ids(moved.all(sequence)),
    openSince: (at: number) => ids(open.all(at)),
    close: () => void file.close(),
  };
};

/**
 * Tells of every change of a campaign, whoever made it: this console, another one, or the command
 * line. All of them write to one file, so one look at it finds everything; the history names the
 * campaigns that moved, and those that are being sent are looked at as long as something moves.
 */
export const createChanges = ({ path, views, plots, news, onTrouble }: ChangesOptions) => {
  const watch = openWatch(path);
  let sequence = watch.newest();
  const active = new Map<string, string>(
    watch.openSince(Date.now() - recentMs).map((id) => [id, untold]),
  );
  let [seen, lookedAt] = [-1, 0];

  const sample = (report: CampaignReport): void => {
    const { status, campaignId: id, counts } = report;
    if (counts === 'unknown' || hasNoAudienceYet(status)) return;
    // Cancelled before it was sent: there is nothing to plot.
    if (report.receipt?.from === 'ready') return;
    const { delivered, failed, inDoubt } = counts;
    const point = { at: Date.now(), delivered, failed, inDoubt };
    plots.add(id, point, isAtRest(report));
    news.publish('sample', { id, sample: point });
  };

  const tell = async (id: string, before: string): Promise<void> => {
    const { report, row } = await views.look(id);
    const signature = signatureOf(row, report);
    if (signature !== before) {
      news.publish('campaign', row);
      sample(report);
    }
    if (hasNoAudienceYet(report.status) || isAtRest(report)) active.delete(id);
    else active.set(id, signature);
  };

  const look = async (): Promise<void> => {
    const found = watch.version();
    if (found === seen && performance.now() - lookedAt < lookAnywayMs) return;
    [seen, lookedAt] = [found, performance.now()];
    const newest = watch.newest();
    // Lower after a purge of the newest campaigns.
    const moved = newest > sequence ? watch.movedSince(sequence) : [];
    sequence = newest;
    for (const id of moved) if (!active.has(id)) active.set(id, untold);
    for (const [id, before] of [...active]) {
      await tell(id, before).catch((error: unknown) => {
        // Purged; after anything else it is looked at again.
        if (!(error instanceof CampaignNotFoundError)) throw error;
        active.delete(id);
      });
    }
  };

  return {
    /** Looks until `signal` aborts. Never rejects. */
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        // A locked file, for example: the next look tells what this one could not.
        await look().catch((error: unknown) => {
          seen = -1;
          onTrouble(error);
        });
        await setTimeout(lookEveryMs, undefined, { signal }).catch(() => {});
      }
    },

    close: () => watch.close(),
  };
};
