import type { EpochMs } from '../../service/campaign-store.js';
import { begunPositions, expire, isOpen, pendingPositions } from '../../service/chunk.js';
import type { LeaseRef } from '../../service/recipient-ledger.js';
import { type Lease, type LeaseRow, leaseOf } from '../../sql/lease.js';
import { putDoubt } from './doubts.js';
import type { Session } from './session.js';

export const findLease = (
  session: Session,
  { campaignId, token }: LeaseRef,
  now: EpochMs,
): Lease | undefined => {
  const row = session.get<LeaseRow>(
    `select c.key, c.status, c.cancelled_at, l.expires_at, l.ended_at, l.resend_begun
     from campaign_lease l join campaign c on c.key = l.campaign where l.token = ? and c.id = ?`,
    token,
    campaignId,
  );
  return row && leaseOf({ campaignId, token }, row, now);
};

interface OwnedChunk {
  readonly chunk: number;
  readonly states: string;
}

/** Whose lease it is that ends, when, and what becomes of what it had begun. */
export interface EndedLease {
  readonly key: number;
  readonly token: string;
  readonly endedAt: EpochMs;
  readonly resendBegun: boolean;
}

const releaseChunk = (
  session: Session,
  { key, token, resendBegun }: EndedLease,
  { chunk, states }: OwnedChunk,
): { readonly inDoubt: number; readonly released: number } => {
  const begun = begunPositions(states);
  for (const position of begun) {
    putDoubt(session, key, { chunk, position }, { token, counted: false, again: resendBegun });
  }
  const left = expire(states, resendBegun);
  session.run(
    `update campaign_chunk_state set states = ?, open = ?, owner = null
     where campaign = ? and chunk = ?`,
    left,
    isOpen(left) ? 1 : 0,
    key,
    chunk,
  );
  return { inDoubt: resendBegun ? 0 : begun.length, released: pendingPositions(left).length };
};

/**
 * Ends a lease: what it had claimed is pending, what it had begun is in doubt or may be resent. An
 * audience that it was writing is anybody's, because only a live lease owns one.
 */
export const releaseLease = (session: Session, ended: EndedLease) => {
  const chunks = session
    .all<OwnedChunk>('select chunk, states from campaign_chunk_state where owner = ?', ended.token)
    .map((owned) => releaseChunk(session, ended, owned));
  const inDoubt = chunks.reduce((sum, chunk) => sum + chunk.inDoubt, 0);
  session.run(
    'update campaign_lease set ended_at = ?, in_doubt = in_doubt + ? where token = ?',
    ended.endedAt,
    inDoubt,
    ended.token,
  );
  return { inDoubt, released: chunks.reduce((sum, chunk) => sum + chunk.released, 0) };
};

interface StaleLease {
  readonly token: string;
  readonly expires_at: number;
  readonly resend_begun: number;
}

/** Ends the leases of a campaign that have run out. */
export const releaseStale = (session: Session, key: number, now: EpochMs): void => {
  const stale = session.all<StaleLease>(
    `select token, expires_at, resend_begun from campaign_lease
     where campaign = ? and ended_at is null and expires_at <= ?`,
    key,
    now,
  );
  for (const { token, expires_at: endedAt, resend_begun } of stale) {
    releaseLease(session, { key, token, endedAt, resendBegun: resend_begun === 1 });
  }
};
