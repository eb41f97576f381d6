import type { LeaseTaken, RecipientLedger } from '../../service/recipient-ledger.js';
import { storedStatus } from '../../service/stored-status.js';
import type { Lease } from '../../sql/lease.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { findStatus } from './campaign-rows.js';
import type { Connection } from './connection.js';
import { lockLease, releaseLeases, releaseStale } from './lease-rows.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';
import type { Scope } from './transaction-scope.js';

type Request = Parameters<RecipientLedger['takeLease']>[0];

/**
 * The audience's row, locked: who takes an exclusive lease and who takes any other on the same campaign
 * take turns, so that no two find that nobody is in their way. Those who share the campaign do not wait
 * for each other, nor for what is written to the audience, and a CANCEL does not touch the row. Locked
 * last, as in every step: leases come first, then chunks, then this row.
 */
const lockAudience = (session: Session, key: number, { exclusive }: Request) =>
  session.get<{ checkpoint: string }>(
    `select checkpoint from @campaign_audience where campaign = $1
     for ${exclusive ? 'update' : 'key share'}`,
    key,
  );

/**
 * An append locks the audience and not the lease. One that has the row is waited for; one that comes to
 * it later finds that nobody owns it.
 */
const giveBackAudience = (session: Session, { key, token }: Lease) =>
  session.run(
    'update @campaign_audience set owner = null where campaign = $1 and owner = $2',
    key,
    token,
  );

const isHeld = async (session: Session, key: number, { exclusive }: Request, now: number) =>
  (await session.get(
    `select 1 from @campaign_lease
     where campaign = $1 and ended_at is null and expires_at > $3 and (exclusive or $2) limit 1`,
    key,
    exclusive,
    now,
  )) !== undefined;

const insertLease = (session: Session, key: number, request: Request, now: number) =>
  session.run(
    `insert into @campaign_lease
       (token, campaign, worker, exclusive, resend_begun, taken_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (token) do nothing`,
    request.token,
    key,
    request.worker,
    request.exclusive,
    request.resendBegun ?? false,
    now,
    now + request.ttlMs,
  );

const takeLease = async ({ session, now }: Scope, request: Request): Promise<LeaseTaken> => {
  const found = await findStatus(session, request.campaignId);
  if (!found) return { taken: false, because: 'missing' };
  if (found.status !== dispatchingStatus) return { taken: false, because: 'not-sending' };
  await releaseStale(session, found.key, now);
  const before = await lockLease(session, request, now);
  const audience = await lockAudience(session, found.key, request);
  const taken = (expiresAt: number): LeaseTaken => {
    const checkpoint: unknown = JSON.parse(audience?.checkpoint ?? 'null');
    return { taken: true, now, expiresAt, checkpoint };
  };
  // The same request may have come first while this one waited.
  let known = before ?? (await lockLease(session, request, now));
  if (!known) {
    if (await isHeld(session, found.key, request, now)) return { taken: false, because: 'held' };
    if (await insertLease(session, found.key, request, now)) return taken(now + request.ttlMs);
    // It came first while this one was about to write the same.
    known = await lockLease(session, request, now);
  }
  if (known?.isLive) return taken(known.expiresAt);
  throw new Error(`Expected a lease token that was never used; got ${request.token} again.`);
};

interface StaleRow {
  readonly token: string;
  readonly id: string;
  readonly worker: string;
  readonly expires_at: number;
  readonly resend_begun: boolean;
}

const lockStale = (session: Session, now: number, limit: number) =>
  session.all<StaleRow>(
    `select l.token, l.worker, l.expires_at, l.resend_begun, c.id
     from @campaign_lease l join @campaign c on c.key = l.campaign
     where l.ended_at is null and l.expires_at <= $1 order by l.expires_at limit $2
     for no key update of l skip locked`,
    now,
    limit,
  );

// One statement, and so one way to the server: it is asked every second or so for each dispatch. The time
// is asked for when the row is locked, or a lease that ran out in the meantime would be revived.
const renewSql = `
  with held as materialized (
    select l.token, l.expires_at, c.status from @campaign_lease l join @campaign c on c.key = l.campaign
    where l.token = $1 and c.id = $2 and l.ended_at is null for no key update of l),
  t as materialized (select ${storeTime('$3')} as now from (select count(*) from held) locked),
  renewed as (
    update @campaign_lease l set expires_at = t.now + $4::bigint,
      clock_error_ms = greatest(l.clock_error_ms, $5)
    from t, held where l.token = held.token and held.expires_at > t.now
    returning l.expires_at, held.status)
  select t.now, r.expires_at, r.status from t left join renewed r on true`;

interface RenewedRow {
  readonly now: number;
  readonly expires_at: number | null;
  readonly status: string;
}

/** Taking, keeping, giving back and losing a lease. */
export const createLeases = (
  connection: Connection,
  onChange: () => void,
): Pick<RecipientLedger, 'takeLease' | 'renewLease' | 'endLease' | 'expireLeases'> => ({
  takeLease: (request) => connection.write({ work: (scope) => takeLease(scope, request) }),

  renewLease: ({ campaignId, token }, { ttlMs, clockErrorMs }) =>
    connection.read(async (session) => {
      const values = [token, campaignId, connection.clock(), ttlMs, clockErrorMs];
      const row = await session.get<RenewedRow>(renewSql, ...values);
      if (!row || row.expires_at === null) return { held: false, now: row?.now ?? 0 };
      const status = storedStatus(campaignId, row.status);
      return { held: true, status, now: row.now, expiresAt: row.expires_at };
    }),

  endLease: (ref) =>
    connection.write({
      work: async ({ session, now, afterCommit }) => {
        const lease = await lockLease(session, ref, now);
        if (!lease || !(lease.isLive || lease.isStale)) return;
        const endedAt = Math.min(now, lease.expiresAt);
        const { token, resendBegun } = lease;
        await releaseLeases(session, [{ token, endedAt, resendBegun }]);
        await giveBackAudience(session, lease);
        afterCommit(onChange);
      },
    }),

  expireLeases: ({ limit }) =>
    connection.write({
      work: async ({ session, now, afterCommit }) => {
        const stale = await lockStale(session, now, limit);
        if (stale.length > 0) afterCommit(onChange);
        const ended = stale.map((lease) => ({
          token: lease.token,
          endedAt: lease.expires_at,
          resendBegun: lease.resend_begun,
        }));
        const released = await releaseLeases(session, ended);
        return released.map(({ token, ...counts }) => {
          const lease = stale.find((each) => each.token === token);
          return { campaignId: lease?.id ?? '', worker: lease?.worker ?? '', ...counts };
        });
      },
    }),
});
