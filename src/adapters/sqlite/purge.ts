import { campaignStatuses, isFinal } from '../../lifecycle/index.js';
import type { CampaignStore, EpochMs } from '../../service/campaign-store.js';
import { literal, literals } from '../../sql/literal.js';
import { waitingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';

// No final campaign waits; said in full, so that the index of those that do not is used.
const isFinalStatus = `status <> ${literal(waitingStatus)}
  and status in ${literals(campaignStatuses.filter((status) => isFinal(status)))}`;

const isIdle = `
  and not exists (select 1 from campaign_lease l
    where l.campaign = c.key and l.ended_at is null and l.expires_at > ?)
  and not exists (select 1 from campaign_effect e
    where e.campaign = c.key and e.settled_as is null)`;

// How many rows one step deletes: some 20 ms, so that a dispatch beside it is not held up.
const sliceRows = 5000;

const slices = [
  `delete from campaign_recipient where campaign = ? and id in (
     select id from campaign_recipient where campaign = ? limit ?)`,
  `delete from campaign_chunk where rowid in (
     select rowid from campaign_chunk where campaign = ? and campaign = ? limit ? / 100)`,
  `delete from campaign_chunk_state where rowid in (
     select rowid from campaign_chunk_state where campaign = ? and campaign = ? limit ?)`,
  `delete from campaign_in_doubt where (campaign, chunk, position) in (
     select campaign, chunk, position from campaign_in_doubt
     where campaign = ? and campaign = ? limit ?)`,
];

/** One short step of emptying the large tables; `false`: there is nothing left. */
const sweepOnce = (connection: Connection): Promise<boolean> =>
  connection.write({
    work: ({ session }) => {
      const purged = session.get<{ campaign: number }>(
        'select campaign from campaign_purged limit 1',
      );
      if (!purged) return false;
      const { campaign } = purged;
      const isEmpty = slices.every((sql) => session.run(sql, campaign, campaign, sliceRows) === 0);
      if (isEmpty) session.run('delete from campaign_purged where campaign = ?', campaign);
      return true;
    },
  });

/**
 * Deletes final campaigns: the campaigns themselves in one step, after which they are gone for
 * everybody, then what is left of their audiences in short ones. Whoever purges next carries on
 * where another died.
 */
export const purge = async (
  connection: Connection,
  { campaignId, changedBefore, limit }: Parameters<CampaignStore['purge']>[0],
  now: () => EpochMs,
): Promise<number> => {
  const at = now();
  const deleted = await connection.write({
    work: ({ session }) => {
      const wanted: readonly (readonly [string, string | number | undefined])[] = [
        ['and id = ?', campaignId],
        ['and changed_at < ?', changedBefore],
      ];
      const given = wanted.filter(([, value]) => value !== undefined);
      return session.run(
        `delete from campaign where key in (
           select key from campaign c where ${isFinalStatus}
           ${given.map(([condition]) => condition).join(' ')} ${isIdle} limit ?)`,
        ...given.flatMap(([, value]) => value ?? []),
        at,
        limit,
      );
    },
  });
  while (await sweepOnce(connection)) await new Promise((resolve) => setImmediate(resolve));
  return deleted;
};
