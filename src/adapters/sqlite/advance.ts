import type { EpochMs } from '../../service/campaign-store.js';
import type { Place, RecipientLedger } from '../../service/recipient-ledger.js';
import { type Lease, leaseState } from '../../sql/lease.js';
import { type Added, begunRows, type Step, settleOne } from '../../sql/settle-step.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { createChunkDesk } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { clearDoubt, findDoubt, putDoubt } from './doubts.js';
import { findLease, releaseLease } from './lease-rows.js';
import { writeRetries } from './retries.js';
import type { Session } from './session.js';

/** Begins all of these, or none. */
const beginAll = (step: Step, lease: Lease, places: readonly Place[]): boolean => {
  if (!lease.isLive || lease.status !== dispatchingStatus) return false;
  const begun = begunRows(step, places);
  for (const row of begun ?? []) step.chunks.put(row);
  return begun !== null;
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
  const doubts: Step['doubts'] = {
    find: (place) => findDoubt(session, lease.key, place),
    put: (place, doubt) => putDoubt(session, lease.key, place, doubt),
    clear: (place) => clearDoubt(session, lease.key, place),
  };
  const { token, cancelledAt } = lease;
  const step: Step = { token, cancelledAt, chunks, doubts, added, retries: [] };
  for (const settlement of settle) settleOne(step, settlement);
  const begun = beginAll(step, lease, places);
  chunks.write();
  writeRetries(session, lease.key, step.retries, now);
  addTo(session, lease.token, added);
  return begun;
};

/** The group commit of a dispatch: the hot path. */
export const createAdvance = (
  connection: Connection,
  now: () => EpochMs,
): Pick<RecipientLedger, 'advance'> => ({
  advance: (ref, step) =>
    connection.stream(({ session }) => {
      const at = now();
      const lease = findLease(session, ref, at);
      const begun = lease !== undefined && advance(session, lease, step, at);
      return { begun, lease: leaseState(lease, at) };
    }),
});
