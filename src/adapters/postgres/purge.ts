import { campaignStatuses, isFinal } from '../../lifecycle/index.js';
import type { CampaignStore } from '../../service/campaign-store.js';
import { literals } from '../../sql/literal.js';
import type { Connection } from './connection.js';
import { createPlaceholders } from './placeholders.js';
import { storeTime } from './store-time.js';

const isFinalStatus = `c.status in ${literals(campaignStatuses.filter((status) => isFinal(status)))}`;

// How many rows one step deletes: some 20 ms, so that a dispatch beside it is not held up.
const sliceRows = 5000;

// The campaign twice: in a table with partitions by campaign, a ctid is one of a partition only.
const slice = (
  table: string,
  limit: string,
): string => `delete from @${table} where campaign = $1 and ctid = any(array(
  select ctid from @${table} where campaign = $1 limit ${limit}))`;

const slices = [
  slice('campaign_recipient', '$2'),
  // A row of these has many recipients in it.
  slice('campaign_chunk', '$2 / 100'),
  slice('campaign_chunk_state', '$2'),
  slice('campaign_in_doubt', '$2'),
];

/** One short step of emptying the large tables; `false`: there is nothing left for this process. */
const sweepOnce = (connection: Connection): Promise<boolean> =>
  connection.write({
    work: async ({ session }) => {
      const purged = await session.get<{ campaign: number }>(
        'select campaign from @campaign_purged limit 1 for update skip locked',
      );
      if (!purged) return false;
      let deleted = 0;
      for (const sql of slices) deleted += await session.run(sql, purged.campaign, sliceRows);
      if (deleted === 0) {
        await session.run('delete from @campaign_purged where campaign = $1', purged.campaign);
      }
      return true;
    },
  });

/**
 * Deletes final campaigns: the campaigns themselves in one statement, after which they are gone for
 * everybody, then what is left of their audiences in short steps. Whoever purges next carries on
 * where another died.
 */
export const purge = async (
  connection: Connection,
  { campaignId, changedBefore, limit }: Parameters<CampaignStore['purge']>[0],
): Promise<number> => {
  const { bind, values } = createPlaceholders();
  const wanted = [
    campaignId === undefined ? '' : `and c.id = ${bind(campaignId)}`,
    changedBefore === undefined ? '' : `and c.changed_at < ${bind(changedBefore)}`,
  ].join(' ');
  const sql = `delete from @campaign where key in (
    select c.key from @campaign c where ${isFinalStatus} ${wanted}
      and not exists (select 1 from @campaign_lease l where l.campaign = c.key
        and l.ended_at is null and l.expires_at > ${storeTime(bind(connection.clock()))})
      and not exists (select 1 from @campaign_effect e
        where e.campaign = c.key and e.settled_as is null)
      limit ${bind(limit)} for update of c skip locked)`;
  const deleted = await connection.write({
    work: ({ session }) => session.run(sql, ...values),
  });
  while (await sweepOnce(connection));
  return deleted;
};
