import type { EpochMs } from '../../service/campaign-store.js';
import { begunPositions, expire, isOpen, pendingPositions } from '../../service/chunk.js';
import type { LeaseRef } from '../../service/recipient-ledger.js';
import { type Lease, type LeaseRow, leaseOf } from '../../sql/lease.js';
import { type PlacedDoubt, putDoubts } from './doubts.js';
import type { Session } from './session.js';

/**
 * The lease, with its row locked until the commit, so that nobody ends it in the middle of a step:
 * the worker's own steps wait for each other here (but for an append), everybody else passes it over.
 *
 * The campaign's row is read without a lock. Where this had to wait for the lease, the status is as
 * old as the wait; the one on which something is begun is read once more (advance.ts).
 */
export const lockLease = async (
  session: Session,
  ref: LeaseRef,
  now: EpochMs,
): Promise<Lease | undefined> => {
  const row = await session.get<LeaseRow>(
    `select c.key, c.status, c.cancelled_at, l.expires_at, l.ended_at, l.resend_begun
     from @campaign_lease l join @campaign c on c.key = l.campaign
     where l.token = $1 and c.id = $2 for no key update of l`,
    ref.token,
    ref.campaignId,
  );
  return row && leaseOf(ref, row, now);
};

interface OwnedChunk {
  readonly campaign: number;
  readonly chunk: number;
  readonly owner: string;
  readonly states: string;
}

/** Whose lease it is that ends, when, and what becomes of what it had begun. */
export interface EndedLease {
  readonly token: string;
  readonly endedAt: EpochMs;
  readonly resendBegun: boolean;
}

/** What the end of a lease did. */
export interface Released {
  readonly token: string;
  readonly inDoubt: number;
  readonly released: number;
}

const doubtsOf = ({ campaign, chunk, owner, states }: OwnedChunk, again: boolean): PlacedDoubt[] =>
  begunPositions(states).map((position) => ({
    campaign,
    chunk,
    position,
    token: owner,
    counted: false,
    again,
  }));

const writeLeft = (
  session: Session,
  chunks: readonly (OwnedChunk & { readonly left: string })[],
): Promise<number> =>
  session.run(
    `update @campaign_chunk_state s set states = n.states, open = n.open, owner = null
     from unnest($1::bigint[], $2::integer[], $3::text[], $4::boolean[])
       as n(campaign, chunk, states, open)
     where s.campaign = n.campaign and s.chunk = n.chunk
       and s.campaign = any($1) and s.chunk = any($2)`,
    chunks.map(({ campaign }) => campaign),
    chunks.map(({ chunk }) => chunk),
    chunks.map(({ left }) => left),
    chunks.map(({ left }) => isOpen(left)),
  );

/**
 * Ends leases whose rows this transaction has locked: what they had claimed is pending, what they
 * had begun is in doubt or may be resent. An audience that one was writing is anybody's, because only
 * a live lease owns one. The same statements for any number of leases.
 */
export const releaseLeases = async (
  session: Session,
  ended: readonly EndedLease[],
): Promise<readonly Released[]> => {
  if (ended.length === 0) return [];
  const byToken = new Map(ended.map((lease) => [lease.token, lease]));
  const tokens = [...byToken.keys()];
  const owned = await session.all<OwnedChunk>(
    // In the order in which every step locks chunks, so that no two wait for each other.
    `select campaign, chunk, owner, states from @campaign_chunk_state where owner = any($1)
     order by campaign, chunk for update`,
    tokens,
  );
  const resends = (token: string) => byToken.get(token)?.resendBegun ?? false;
  const chunks = owned.map((chunk) => ({
    ...chunk,
    left: expire(chunk.states, resends(chunk.owner)),
  }));
  await putDoubts(
    session,
    owned.flatMap((chunk) => doubtsOf(chunk, resends(chunk.owner))),
  );
  if (chunks.length > 0) await writeLeft(session, chunks);
  const results = tokens.map((token) => {
    const own = chunks.filter(({ owner }) => owner === token);
    const begun = own.reduce((sum, { states }) => sum + begunPositions(states).length, 0);
    const released = own.reduce((sum, { left }) => sum + pendingPositions(left).length, 0);
    return { token, inDoubt: resends(token) ? 0 : begun, released };
  });
  await session.run(
    `update @campaign_lease l set ended_at = n.ended_at, in_doubt = l.in_doubt + n.in_doubt
     from unnest($1::text[], $2::bigint[], $3::integer[]) as n(token, ended_at, in_doubt)
     where l.token = n.token and l.token = any($1)`,
    tokens,
    ended.map(({ endedAt }) => endedAt),
    results.map(({ inDoubt }) => inDoubt),
  );
  return results;
};

interface StaleLease {
  readonly token: string;
  readonly expires_at: number;
  readonly resend_begun: boolean;
}

/**
 * Ends the leases of a campaign that have run out. One that somebody is ending at this moment is
 * passed over: nobody waits here for the lock of a process that may be frozen.
 */
export const releaseStale = async (session: Session, key: number, now: EpochMs): Promise<void> => {
  const stale = await session.all<StaleLease>(
    `select token, expires_at, resend_begun from @campaign_lease
     where campaign = $1 and ended_at is null and expires_at <= $2
     order by token for no key update skip locked`,
    key,
    now,
  );
  await releaseLeases(
    session,
    stale.map(({ token, expires_at: endedAt, resend_begun: resendBegun }) => ({
      token,
      endedAt,
      resendBegun,
    })),
  );
};
