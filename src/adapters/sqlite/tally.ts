import type { EpochMs } from '../../service/campaign-store.js';
import type { RecipientLedger, Tally } from '../../service/recipient-ledger.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import {
  type CountedAudience,
  type CountedLease,
  createRecount,
  type HeldChunk,
  tallyOf,
} from '../../sql/tally.js';
import { keyOf, statusOf } from './campaign-rows.js';
import type { Connection } from './connection.js';
import { countAgain } from './doubts.js';
import type { Session } from './session.js';

/** What is held: a few chunks a lease, however large the audience. */
const heldBy = (session: Session, key: number, now: EpochMs) =>
  session.all<HeldChunk>(
    `select s.states, l.ended_at is null and l.expires_at > ? live
     from campaign_lease l join campaign_chunk_state s on s.owner = l.token
     where l.campaign = ?`,
    now,
    key,
  );

const tally = (session: Session, campaignId: string, now: EpochMs): Tally | undefined => {
  const key = keyOf(session, campaignId);
  if (key === undefined) return undefined;
  const audience = session.get<CountedAudience>(
    'select * from campaign_audience where campaign = ?',
    key,
  );
  if (!audience) return undefined;
  return tallyOf({
    now,
    isSending: statusOf(session, campaignId) === dispatchingStatus,
    audience,
    leases: session.all<CountedLease>(
      'select * from campaign_lease where campaign = ? order by taken_at, token',
      key,
    ),
    held: heldBy(session, key, now),
    again: countAgain(session, key),
  });
};

interface CountedChunk extends HeldChunk {
  readonly chunk: number;
}

const chunksPerRead = 500;

const recount = (session: Session, campaignId: string, now: EpochMs) => {
  const key = keyOf(session, campaignId);
  if (key === undefined) throw new Error(`There is no campaign ${JSON.stringify(campaignId)}.`);
  const isSending = statusOf(session, campaignId) === dispatchingStatus;
  const { total, add } = createRecount(isSending);
  for (let after = -1; ; ) {
    const rows = session.all<CountedChunk>(
      `select s.chunk, s.states, l.ended_at is null and l.expires_at > ? live
       from campaign_chunk_state s left join campaign_lease l on l.token = s.owner
       where s.campaign = ? and s.chunk > ? order by s.chunk limit ?`,
      now,
      key,
      after,
      chunksPerRead,
    );
    for (const row of rows) add(row);
    const last = rows.at(-1);
    if (!last) return total;
    after = last.chunk;
  }
};

/** The counts: as they are kept, and recounted. */
export const createTally = (
  connection: Connection,
  now: () => EpochMs,
): Pick<RecipientLedger, 'tally' | 'recount'> => ({
  tally: (campaignId) => connection.snapshot((session) => tally(session, campaignId, now())),
  recount: (campaignId) => connection.snapshot((session) => recount(session, campaignId, now())),
});
