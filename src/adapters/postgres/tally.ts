import type { RecipientLedger, Tally } from '../../service/recipient-ledger.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import {
  type CountedAudience,
  type CountedLease,
  createRecount,
  type HeldChunk,
  tallyOf,
} from '../../sql/tally.js';
import { findStatus } from './campaign-rows.js';
import { audienceColumns, leaseColumns } from './columns.js';
import type { Connection } from './connection.js';
import { countAgain } from './doubts.js';
import type { Scope } from './transaction-scope.js';

/** What is held: a few chunks a lease, however large the audience. */
const heldSql = `
  select s.states, l.ended_at is null and l.expires_at > $2 as live
  from @campaign_lease l, lateral (
    select states from @campaign_chunk_state where owner = l.token offset 0) s
  where l.campaign = $1`;

const tally = async ({ session, now }: Scope, campaignId: string): Promise<Tally | undefined> => {
  const found = await findStatus(session, campaignId);
  if (!found) return undefined;
  const { key, status } = found;
  const audience = await session.get<CountedAudience>(
    `select ${audienceColumns} from @campaign_audience where campaign = $1`,
    key,
  );
  if (!audience) return undefined;
  return tallyOf({
    now,
    isSending: status === dispatchingStatus,
    audience,
    leases: await session.all<CountedLease>(
      `select ${leaseColumns} from @campaign_lease where campaign = $1 order by taken_at, token`,
      key,
    ),
    held: await session.all<HeldChunk>(heldSql, key, now),
    again: await countAgain(session, key),
  });
};

const chunksPerRead = 500;

const recount = async ({ session, now }: Scope, campaignId: string) => {
  const found = await findStatus(session, campaignId);
  if (!found) throw new Error(`There is no campaign ${JSON.stringify(campaignId)}.`);
  const { total, add } = createRecount(found.status === dispatchingStatus);
  for (let after = -1; ; ) {
    const rows = await session.all<HeldChunk & { readonly chunk: number }>(
      `select s.chunk, s.states, l.ended_at is null and l.expires_at > $2 as live
       from @campaign_chunk_state s left join @campaign_lease l on l.token = s.owner
       where s.campaign = $1 and s.chunk > $3 order by s.chunk limit $4`,
      found.key,
      now,
      after,
      chunksPerRead,
    );
    for (const row of rows) add(row);
    const last = rows.at(-1);
    if (!last) return total;
    after = last.chunk;
  }
};

/** The counts: as they are kept, and recounted. Each in one snapshot, beside any number of writers. */
export const createTally = (
  connection: Connection,
): Pick<RecipientLedger, 'tally' | 'recount'> => ({
  tally: (campaignId) => connection.snapshot((scope) => tally(scope, campaignId)),
  recount: (campaignId) => connection.snapshot((scope) => recount(scope, campaignId)),
});
