import type { EpochMs } from '../service/campaign-store.js';
import { countChunk, letter } from '../service/chunk.js';
import type { Tally } from '../service/recipient-ledger.js';
import type { Flag } from './lease.js';

/** A lease, as it counts. */
export interface CountedLease {
  readonly worker: string;
  readonly exclusive: Flag;
  readonly taken_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly clock_error_ms: number;
  readonly delivered: number;
  readonly failed: number;
  readonly in_doubt: number;
  readonly after_cancel: number;
}

/** A row of `campaign_audience`. */
export interface CountedAudience {
  readonly size: number;
  readonly sealed: Flag;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_try_at: number | null;
  readonly own_delivered: number | null;
  readonly own_failed: number | null;
  readonly own_in_doubt: number | null;
  readonly own_skipped: number | null;
}

/** A chunk that a lease holds; `live`: a live one. */
export interface HeldChunk {
  readonly states: string;
  readonly live: Flag | null;
}

/** Everything a tally is made of, as it was at one moment. */
export interface Counted {
  readonly now: EpochMs;
  readonly isSending: boolean;
  readonly audience: CountedAudience;
  readonly leases: readonly CountedLease[];
  readonly held: readonly HeldChunk[];
  /** How many are to be sent again, or are begun again. */
  readonly again: number;
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** When it ended; expiry is derived, so it needs nobody to have noticed. */
const endOf = ({ ended_at, expires_at }: CountedLease, now: EpochMs): EpochMs | null =>
  ended_at ?? (expires_at <= now ? expires_at : null);

const ownCountsOf = (row: CountedAudience): Tally['ownCounts'] =>
  row.own_delivered === null
    ? null
    : {
        delivered: row.own_delivered,
        failed: row.own_failed ?? 0,
        inDoubt: row.own_in_doubt ?? 0,
        skipped: row.own_skipped ?? 0,
      };

const countHeld = (held: readonly HeldChunk[]) => {
  const chunks = held.map(({ states, live }) => ({
    ...countChunk(states),
    begunAgain: states.split(letter.begunAgain).length - 1,
    live: Boolean(live),
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

/** The tally, from rows that were read at one moment. */
export const tallyOf = ({ now, isSending, audience, leases, held, again }: Counted): Tally => {
  const { claimed, begun, lost, begunAgain } = countHeld(held);
  // Nothing is sent again once the campaign is not sending, so what was in doubt stays that.
  const doubtful = isSending ? 0 : again - begunAgain;
  return {
    now,
    audience: {
      size: audience.size,
      sealed: Boolean(audience.sealed),
      attempts: audience.attempts,
      lastError: audience.last_error,
      nextTryAt: audience.next_try_at,
    },
    claimed: isSending ? claimed : 0,
    begun,
    delivered: sum(leases, (lease) => lease.delivered),
    failed: sum(leases, (lease) => lease.failed),
    inDoubt: sum(leases, (lease) => lease.in_doubt) + lost + doubtful,
    ownCounts: ownCountsOf(audience),
    leases: leases.map((lease) => ({
      worker: lease.worker,
      exclusive: Boolean(lease.exclusive),
      takenAt: lease.taken_at,
      expiresAt: lease.expires_at,
      endedAt: endOf(lease, now),
    })),
    handedOverAfterCancel: sum(leases, (lease) => lease.after_cancel),
    clockErrorMs: leases.reduce((most, lease) => Math.max(most, lease.clock_error_ms), 0),
  };
};

/** A sum to which a recount adds chunk by chunk. */
export const createRecount = (isSending: boolean) => {
  const total = { pending: 0, begun: 0, delivered: 0, failed: 0, inDoubt: 0 };
  return {
    total,
    add: ({ states, live }: HeldChunk): void => {
      const found = countChunk(states);
      const doubtful = isSending ? 0 : found.pendingAgain;
      total.pending += found.pending - doubtful;
      total.delivered += found.delivered;
      total.failed += found.failed;
      total.begun += live ? found.begun : 0;
      total.inDoubt += found.inDoubt + doubtful + (live ? 0 : found.begun);
    },
  };
};
