import type { EpochMs } from '../../service/campaign-store.js';
import type { LeaseTaken, RecipientLedger } from '../../service/recipient-ledger.js';
import { leaseState } from '../../sql/lease.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { keyOf, statusOf } from './campaign-rows.js';
import type { Connection } from './connection.js';
import { findLease, releaseLease, releaseStale } from './lease-rows.js';
import type { Session } from './session.js';

type Request = Parameters<RecipientLedger['takeLease']>[0];

const isHeld = (session: Session, key: number, exclusive: boolean): boolean =>
  session.get(
    `select 1 from campaign_lease
     where campaign = ? and ended_at is null and (exclusive = 1 or ?) limit 1`,
    key,
    exclusive ? 1 : 0,
  ) !== undefined;

const checkpointOf = (session: Session, key: number): unknown => {
  const row = session.get<{ checkpoint: string }>(
    'select checkpoint from campaign_audience where campaign = ?',
    key,
  );
  return JSON.parse(row?.checkpoint ?? 'null');
};

const takeLease = (session: Session, request: Request, now: EpochMs): LeaseTaken => {
  const { campaignId, token, worker, ttlMs, exclusive, resendBegun } = request;
  const key = keyOf(session, campaignId);
  if (key === undefined) return { taken: false, because: 'missing' };
  if (statusOf(session, campaignId) !== dispatchingStatus) {
    return { taken: false, because: 'not-sending' };
  }
  releaseStale(session, key, now);
  const known = findLease(session, request, now);
  if (known && !known.isLive) {
    throw new Error(`Expected a lease token that was never used; got ${token} again.`);
  }
  const checkpoint = checkpointOf(session, key);
  if (known) return { taken: true, now, expiresAt: known.expiresAt, checkpoint };
  if (isHeld(session, key, exclusive)) return { taken: false, because: 'held' };
  const expiresAt = now + ttlMs;
  session.run(
    `insert into campaign_lease (token, campaign, worker, exclusive, resend_begun, taken_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    token,
    key,
    worker,
    exclusive ? 1 : 0,
    resendBegun ? 1 : 0,
    now,
    expiresAt,
  );
  return { taken: true, now, expiresAt, checkpoint };
};

interface StaleRow {
  readonly token: string;
  readonly key: number;
  readonly id: string;
  readonly worker: string;
  readonly expires_at: number;
  readonly resend_begun: number;
}

const staleLeases = (session: Session, now: EpochMs, limit: number) =>
  session.all<StaleRow>(
    `select l.token, l.worker, l.expires_at, l.resend_begun, c.key, c.id
     from campaign_lease l join campaign c on c.key = l.campaign
     where l.ended_at is null and l.expires_at <= ? order by l.expires_at limit ?`,
    now,
    limit,
  );

/** Taking, keeping, giving back and losing a lease. */
export const createLeases = (
  connection: Connection,
  now: () => EpochMs,
  onChange: () => void,
): Pick<RecipientLedger, 'takeLease' | 'renewLease' | 'endLease' | 'expireLeases'> => ({
  takeLease: (request) =>
    connection.write({ work: ({ session }) => takeLease(session, request, now()) }),

  renewLease: (ref, { ttlMs, clockErrorMs }) =>
    connection.write({
      work: ({ session }) => {
        const at = now();
        const lease = findLease(session, ref, at);
        if (!lease?.isLive) return { held: false, now: at };
        const expiresAt = at + ttlMs;
        session.run(
          `update campaign_lease set expires_at = ?, clock_error_ms = max(clock_error_ms, ?)
           where token = ?`,
          expiresAt,
          clockErrorMs,
          ref.token,
        );
        return leaseState({ ...lease, expiresAt }, at);
      },
    }),

  endLease: (ref) =>
    connection.write({
      work: ({ session, afterCommit }) => {
        const at = now();
        const lease = findLease(session, ref, at);
        if (!lease || !(lease.isLive || lease.isStale)) return;
        const endedAt = Math.min(at, lease.expiresAt);
        releaseLease(session, { ...lease, endedAt, resendBegun: lease.resendBegun });
        afterCommit(onChange);
      },
    }),

  expireLeases: ({ limit }) =>
    connection.write({
      work: ({ session, afterCommit }) => {
        const stale = staleLeases(session, now(), limit);
        if (stale.length > 0) afterCommit(onChange);
        return stale.map(({ key, token, id, worker, expires_at: endedAt, resend_begun }) => {
          const resendBegun = resend_begun === 1;
          const released = releaseLease(session, { key, token, endedAt, resendBegun });
          return { campaignId: id, worker, ...released };
        });
      },
    }),
});
