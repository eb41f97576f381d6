import type { EpochMs } from '../../service/campaign-store.js';
import { countChunk, letter } from '../../service/chunk.js';
import type { RecipientLedger, Tally } from '../../service/recipient-ledger.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { keyOf, statusOf } from './campaign-rows.js';
import type { Connection } from './connection.js';
import { countAgain } from './doubts.js';
import type { Session } from './session.js';

interface LeaseRow {
  readonly worker: string;
  readonly exclusive: number;
  readonly taken_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly clock_error_ms: number;
  readonly delivered: number;
  readonly failed: number;
  readonly in_doubt: number;
  readonly after_cancel: number;
}

interface AudienceRow {
  readonly size: number;
  readonly sealed: number;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_try_at: number | null;
  readonly own_delivered: number | null;
  readonly own_failed: number | null;
  readonly own_in_doubt: number | null;
  readonly own_skipped: number | null;
}

interface HeldChunk {
  readonly states: string;
  readonly live: number;
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** When it ended; expiry is derived, so it needs nobody to have noticed. */
const endOf = ({ ended_at, expires_at }: LeaseRow, now: EpochMs): EpochMs | null =>
  ended_at ?? (expires_at <= now ? expires_at : null);

const ownCountsOf = (row: AudienceRow): Tally['ownCounts'] =>
  row.own_delivered === null
    ? null
    : {
        delivered: row.own_delivered,
        failed: row.own_failed ?? 0,
        inDoubt: row.own_in_doubt ?? 0,
        skipped: row.own_skipped ?? 0,
      };

/** What is held: a few chunks a lease, however large the audience. */
const heldBy = (session: Session, key: number, now: EpochMs) => {
  const chunks = session
    .all<HeldChunk>(
      `select s.states, l.ended_at is null and l.expires_at > ? live
       from campaign_lease l join campaign_chunk_state s on s.owner = l.token
       where l.campaign = ?`,
      now,
      key,
    )
    .map(({ states, live }) => ({
      ...countChunk(states),
      begunAgain: states.split(letter.begunAgain).length - 1,
      live: live === 1,
    }));
  const live = chunks.filter((chunk) => chunk.live);
  const lost = chunks.filter((chunk) => !chunk.live);
  return {
    claimed: sum(live, ({ pending }) => pending),
    begun: sum(live, ({ begun }) => begun),
    lost: sum(lost, ({ begun }) => begun),
    begunAgain: sum(chunks, ({ begunAgain }) => begunAgain),
  };
};

const tally = (session: Session, campaignId: string, now: EpochMs): Tally | undefined => {
  const key = keyOf(session, campaignId);
  if (key === undefined) return undefined;
  const audience = session.get<AudienceRow>(
    'select * from campaign_audience where campaign = ?',
    key,
  );
  if (!audience) return undefined;
  const leases = session.all<LeaseRow>(
    'select * from campaign_lease where campaign = ? order by taken_at, token',
    key,
  );
  const held = heldBy(session, key, now);
  const isSending = statusOf(session, campaignId) === dispatchingStatus;
  // Nothing is sent again once the campaign is not sending, so what was in doubt stays that.
  const doubtful = isSending ? 0 : countAgain(session, key) - held.begunAgain;
  return {
    now,
    audience: {
      size: audience.size,
      sealed: audience.sealed === 1,
      attempts: audience.attempts,
      lastError: audience.last_error,
      nextTryAt: audience.next_try_at,
    },
    claimed: isSending ? held.claimed : 0,
    begun: held.begun,
    delivered: sum(leases, (lease) => lease.delivered),
    failed: sum(leases, (lease) => lease.failed),
    inDoubt: sum(leases, (lease) => lease.in_doubt) + held.lost + doubtful,
    ownCounts: ownCountsOf(audience),
    leases: leases.map((lease) => ({
      worker: lease.worker,
      exclusive: lease.exclusive === 1,
      takenAt: lease.taken_at,
      expiresAt: lease.expires_at,
      endedAt: endOf(lease, now),
    })),
    handedOverAfterCancel: sum(leases, (lease) => lease.after_cancel),
    clockErrorMs: leases.reduce((most, lease) => Math.max(most, lease.clock_error_ms), 0),
  };
};

interface CountedChunk {
  readonly chunk: number;
  readonly states: string;
  readonly live: number | null;
}

const chunksPerRead = 500;

const recount = (session: Session, campaignId: string, now: EpochMs) => {
  const key = keyOf(session, campaignId);
  if (key === undefined) throw new Error(`There is no campaign ${JSON.stringify(campaignId)}.`);
  const isSending = statusOf(session, campaignId) === dispatchingStatus;
  const total = { pending: 0, begun: 0, delivered: 0, failed: 0, inDoubt: 0 };
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
    for (const { states, live } of rows) {
      const found = countChunk(states);
      const doubtful = isSending ? 0 : found.pendingAgain;
      total.pending += found.pending - doubtful;
      total.delivered += found.delivered;
      total.failed += found.failed;
      total.begun += live === 1 ? found.begun : 0;
      total.inDoubt += found.inDoubt + doubtful + (live === 1 ? 0 : found.begun);
    }
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
