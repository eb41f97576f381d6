import type { EpochMs } from '../../service/campaign-store.js';
import type { ClaimResult, LeaseRef, RecipientLedger } from '../../service/recipient-ledger.js';
import { claimed, type FreeChunk } from '../../sql/claimed-chunk.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { lockLease, releaseStale } from './lease-rows.js';
import type { Session } from './session.js';
import type { Scope } from './transaction-scope.js';

/** A chunk that nobody owns; one that another worker takes at this moment is passed over. */
const takeFree = (session: Session, key: number, token: string, now: EpochMs) =>
  session.get<FreeChunk>(
    `with free as materialized (
       select chunk from @campaign_chunk_state
       where campaign = $1 and open and owner is null and not_before <= $2
       order by not_before, chunk limit 1 for update skip locked
     ), taken as (
       update @campaign_chunk_state s set owner = $3 from free
       where s.campaign = $1 and s.chunk = free.chunk returning s.chunk, s.states
     )
     select t.chunk, t.states, c.attempt, c.recipients
     from taken t join @campaign_chunk c on c.campaign = $1 and c.chunk = t.chunk`,
    key,
    now,
    token,
  );

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

interface Look {
  readonly result: ClaimResult;
  readonly isWorthAnother: boolean;
}

const look = async ({ session, now }: Scope, ref: LeaseRef): Promise<Look> => {
  const found = (result: ClaimResult, isWorthAnother = false) => ({ result, isWorthAnother });
  const lease = await lockLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) {
    return found({ claim: null, because: 'stopped', nextAt: null });
  }
  await releaseStale(session, lease.key, now);
  const free = await takeFree(session, lease.key, ref.token, now);
  if (free) return found(claimed(free));
  const rest = await restOf(session, lease.key, now);
  const nextAt = rest?.next_at ?? null;
  return found({ claim: null, because: 'empty', nextAt }, rest?.passed_over);
};

// Whoever is at it is done in a few milliseconds. If not, it may be frozen, and is not waited for.
const looksMax = 5;
const pauseMs = 10;

/** Taking a chunk to work on. */
export const createClaims = (connection: Connection): Pick<RecipientLedger, 'claim'> => ({
  claim: async (ref) => {
    for (let looks = 1; ; looks += 1) {
      const work = (scope: Scope) => look(scope, ref);
      const { result, isWorthAnother } = await connection.write({ work });
      if (!isWorthAnother || looks === looksMax) return result;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  },
});
