import type { EpochMs } from '../../service/campaign-store.js';
import type { OwnCounts, RecipientLedger } from '../../service/recipient-ledger.js';
import { checkCheckpoint } from '../../sql/check-input.js';
import { leaseState } from '../../sql/lease.js';
import type { Connection } from './connection.js';
import { findLease } from './lease-rows.js';
import type { Session } from './session.js';

const addCounts = (
  session: Session,
  key: number,
  { delivered = 0, failed = 0, inDoubt = 0, skipped = 0 }: OwnCounts,
): void => {
  session.run(
    `update campaign_audience set
       own_delivered = coalesce(own_delivered, 0) + ?, own_failed = coalesce(own_failed, 0) + ?,
       own_in_doubt = coalesce(own_in_doubt, 0) + ?, own_skipped = coalesce(own_skipped, 0) + ?
     where campaign = ?`,
    delivered,
    failed,
    inDoubt,
    skipped,
    key,
  );
};

/** For a sender with a loop of its own: where it is, and what it has counted. */
export const createCheckpoints = (
  connection: Connection,
  now: () => EpochMs,
): Pick<RecipientLedger, 'checkpoint'> => ({
  checkpoint: async (ref, { value, counts }) => {
    checkCheckpoint(value);
    return connection.write({
      work: ({ session }) => {
        const at = now();
        const lease = findLease(session, ref, at);
        if (lease?.isLive) {
          if (value !== undefined) {
            session.run(
              'update campaign_audience set checkpoint = ? where campaign = ?',
              JSON.stringify(value),
              lease.key,
            );
          }
          if (counts) addCounts(session, lease.key, counts);
        }
        return leaseState(lease, at);
      },
    });
  },
});
