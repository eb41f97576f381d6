import type { EpochMs } from '../../service/campaign-store.js';
import type { ClaimResult, LeaseRef, RecipientLedger } from '../../service/recipient-ledger.js';
import { claimed, type FreeChunk } from '../../sql/claimed-chunk.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { fenceSql } from './fence.js';
import type { KnownChunks } from './known-chunks.js';
import { lockLease, releaseStale } from './lease-rows.js';
import type { Session } from './session.js';
import type { Scope } from './transaction-scope.js';

/**
 * A chunk that nobody owns; one that another worker takes at this moment is passed over. Unless they were
 * ended before (`$4`), nothing is taken where there are leases that have expired.
 *
 * One statement with its fence, which waits for nobody. It does not say why there was nothing to take.
 */
const claimSql = `
  with ${fenceSql(`and ($4::boolean or not exists (select 1 from @campaign_lease o
    where o.campaign = l.campaign and o.ended_at is null and o.expires_at <= t.now))`)}, free as materialized (
    select campaign, chunk from @campaign_chunk_state
    where campaign = (select campaign from fence) and open and owner is null
      and not_before <= (select now from fence)
    order by not_before, chunk limit 1 for update skip locked
  ), taken as (
    update @campaign_chunk_state s set owner = $1 from free
    where s.campaign = free.campaign and s.chunk = free.chunk
    returning s.campaign, s.chunk, s.states
  )
  select t.chunk, t.states, c.attempt, c.recipients
  from taken t join @campaign_chunk c on c.campaign = t.campaign and c.chunk = t.chunk`;

const takeFree = (
  session: Session,
  { token, campaignId }: LeaseRef,
  clock: EpochMs | null,
  areEnded: boolean,
) => session.get<FreeChunk>(claimSql, token, campaignId, clock, areEnded);

interface Rest {
  /** The soonest that a retry is due which nobody holds. */
  readonly next_at: number | null;
  /** There is a chunk, or a lease that has expired, on which somebody else is at this moment. */
  readonly passed_over: boolean;
}

/** What else there is: asked when there is nothing to take. */
const restOf = (session: Session, key: number, now: EpochMs) =>
  session.get<Rest>(
    `select next_at, coalesce(next_at <= $2, false) or exists (select 1 from @campaign_lease
         where campaign = $1 and ended_at is null and expires_at <= $2) as passed_over
     from (select min(not_before) as next_at from @campaign_chunk_state
       where campaign = $1 and open and owner is null) first`,
    key,
    now,
  );

const note = (known: KnownChunks, { token }: LeaseRef, { chunk, states }: FreeChunk) =>
  known.note(token, [{ chunk, owner: token, states }]);

interface Look {
  readonly result: ClaimResult;
  readonly isWorthAnother: boolean;
}

const look = async (
  { session, now, afterCommit }: Scope,
  known: KnownChunks,
  ref: LeaseRef,
  clock: EpochMs | null,
): Promise<Look> => {
  const found = (result: ClaimResult, isWorthAnother = false) => ({ result, isWorthAnother });
  const lease = await lockLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) {
    return found({ claim: null, because: 'stopped', nextAt: null });
  }
  await releaseStale(session, lease.key, now);
  const free = await takeFree(session, ref, clock, true);
  if (free) {
    afterCommit(() => note(known, ref, free));
    return found(claimed(free));
  }
  const rest = await restOf(session, lease.key, now);
  const nextAt = rest?.next_at ?? null;
  return found({ claim: null, because: 'empty', nextAt }, rest?.passed_over);
};

// Whoever is at it is done in a few milliseconds. If not, it may be frozen, and is not waited for.
const looksMax = 5;
const pauseMs = 10;

/** Taking a chunk to work on. */
export const createClaims = (
  connection: Connection,
  known: KnownChunks,
): Pick<RecipientLedger, 'claim'> => ({
  claim: async (ref) => {
    const clock = connection.clock();
    const free = await connection.atOnce((session) => takeFree(session, ref, clock, false));
    if (free) {
      note(known, ref, free);
      return claimed(free);
    }
    for (let looks = 1; ; looks += 1) {
      const work = (scope: Scope) => look(scope, known, ref, connection.clock());
      const { result, isWorthAnother } = await connection.write({ work });
      if (!isWorthAnother || looks === looksMax) return result;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  },
});
