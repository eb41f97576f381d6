import type { RecipientLedger } from '../../service/recipient-ledger.js';
import { checkCheckpoint } from '../../sql/check-input.js';
import { leaseState } from '../../sql/lease.js';
import type { Connection } from './connection.js';
import { lockLease } from './lease-rows.js';

const writeSql = `
  update @campaign_audience set checkpoint = coalesce($2, checkpoint),
    own_delivered = case when $3 then coalesce(own_delivered, 0) + $4 else own_delivered end,
    own_failed = case when $3 then coalesce(own_failed, 0) + $5 else own_failed end,
    own_in_doubt = case when $3 then coalesce(own_in_doubt, 0) + $6 else own_in_doubt end,
    own_skipped = case when $3 then coalesce(own_skipped, 0) + $7 else own_skipped end
  where campaign = $1`;

/** For a sender with a loop of its own: where it is, and what it has counted. */
export const createCheckpoints = (connection: Connection): Pick<RecipientLedger, 'checkpoint'> => ({
  checkpoint: async (ref, { value, counts }) => {
    checkCheckpoint(value);
    const { delivered = 0, failed = 0, inDoubt = 0, skipped = 0 } = counts ?? {};
    return connection.write({
      work: async ({ session, now }) => {
        const lease = await lockLease(session, ref, now);
        if (lease?.isLive && (value !== undefined || counts)) {
          const stored = value === undefined ? null : JSON.stringify(value);
          const added = [counts !== undefined, delivered, failed, inDoubt, skipped] as const;
          await session.run(writeSql, lease.key, stored, ...added);
        }
        return leaseState(lease, now);
      },
    });
  },
});
