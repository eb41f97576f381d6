import type { EpochMs } from '../../service/campaign-store.js';
import type { ClaimResult, LeaseRef, RecipientLedger } from '../../service/recipient-ledger.js';
import { claimed, type FreeChunk } from '../../sql/claimed-chunk.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { findLease, releaseStale } from './lease-rows.js';
import type { Session } from './session.js';

const takeFree = (session: Session, key: number, token: string, now: EpochMs) => {
  const free = session.get<FreeChunk>(
    `select s.chunk, s.states, c.attempt, c.recipients
     from campaign_chunk_state s join campaign_chunk c on c.campaign = s.campaign and c.chunk = s.chunk
     where s.campaign = ? and s.open = 1 and s.owner is null and s.not_before <= ?
     order by s.not_before, s.chunk limit 1`,
    key,
    now,
  );
  if (!free) return null;
  session.run(
    'update campaign_chunk_state set owner = ? where campaign = ? and chunk = ?',
    token,
    key,
    free.chunk,
  );
  return free;
};

/** The soonest that a retry is due which nobody holds: asked when there is nothing that is due. */
const nextRetryAt = (session: Session, key: number): EpochMs | null =>
  session.get<{ at: number | null }>(
    `select min(not_before) at from campaign_chunk_state
     where campaign = ? and open = 1 and owner is null`,
    key,
  )?.at ?? null;

const claim = (session: Session, ref: LeaseRef, now: EpochMs): ClaimResult => {
  const lease = findLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) {
    return { claim: null, because: 'stopped', nextAt: null };
  }
  releaseStale(session, lease.key, now);
  const free = takeFree(session, lease.key, ref.token, now);
  if (free) return claimed(free);
  return { claim: null, because: 'empty', nextAt: nextRetryAt(session, lease.key) };
};

/** Taking a chunk to work on. */
export const createClaims = (
  connection: Connection,
  now: () => EpochMs,
): Pick<RecipientLedger, 'claim'> => ({
  claim: (ref) => connection.stream(({ session }) => claim(session, ref, now())),
});
