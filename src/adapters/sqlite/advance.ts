import type { EpochMs } from '../../service/campaign-store.js';
import { begin } from '../../service/chunk.js';
import type { Place, RecipientLedger } from '../../service/recipient-ledger.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { type ChunkRow, createChunkDesk } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { grouped } from './grouped.js';
import { findLease, type Lease, leaseState, releaseLease } from './lease-rows.js';
import type { Session } from './session.js';
import { type Added, type Step, settleOne, writeRetries } from './settle-step.js';

/** Begins all of these, or none. */
const beginAll = ({ lease, chunks }: Step, places: readonly Place[]): boolean => {
  if (!lease.isLive || lease.status !== dispatchingStatus) return false;
  const begun: ChunkRow[] = [];
  for (const [chunk, group] of grouped(places, (place) => place.chunk)) {
    const row = chunks.get(chunk);
    if (row?.owner !== lease.token) return false;
    const positions = group.map(({ position }) => position);
    const states = begin(row.states, positions);
    if (states === null) return false;
    begun.push({ ...row, states });
  }
  for (const row of begun) chunks.put(row);
  return true;
};

const addTo = (session: Session, token: string, added: Added): void => {
  const { delivered, failed, inDoubt, afterCancel } = added;
  if (delivered === 0 && failed === 0 && inDoubt === 0 && afterCancel === 0) return;
  session.run(
    `update campaign_lease set delivered = delivered + ?, failed = failed + ?,
       in_doubt = in_doubt + ?, after_cancel = after_cancel + ? where token = ?`,
    delivered,
    failed,
    inDoubt,
    afterCancel,
    token,
  );
};

const advance = (
  session: Session,
  lease: Lease,
  { settle, begin: places }: Parameters<RecipientLedger['advance']>[1],
  now: EpochMs,
): boolean => {
  // What is begun under it is in doubt from here on, so that its late answers are taken as such.
  if (lease.isStale) releaseLease(session, { ...lease, endedAt: lease.expiresAt });
  const chunks = createChunkDesk(session, lease.key);
  const added: Added = { delivered: 0, failed: 0, inDoubt: 0, afterCancel: 0 };
  const step: Step = { session, lease, chunks, added, retries: [] };
  for (const settlement of settle) settleOne(step, settlement);
  const begun = beginAll(step, places);
  chunks.write();
  writeRetries(step, now);
  addTo(session, lease.token, added);
  return begun;
};

/** The group commit of a dispatch: the hot path. */
export const createAdvance = (
  connection: Connection,
  now: () => EpochMs,
): Pick<RecipientLedger, 'advance'> => ({
  advance: (ref, step) =>
    connection.write({
      work: ({ session }) => {
        const at = now();
        const lease = findLease(session, ref, at);
        const begun = lease !== undefined && advance(session, lease, step, at);
        return { begun, lease: leaseState(lease, at) };
      },
    }),
});
