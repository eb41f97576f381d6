import { literal } from '../../sql/literal.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { storeTime } from './store-time.js';

/**
 * How a statement begins that is a step of the ledger by itself: `fence` is one row if the lease is live
 * and its campaign sending, and none otherwise. `$1` is the token, `$2` the campaign's id, `$3` the
 * clock.
 *
 * The lease's row is locked for as long as the statement runs. It waits for nobody: a lease that somebody
 * else has locked is as none. So the status, which is read without a lock, is no older than the
 * statement: a CANCEL that was committed before it began is seen.
 *
 * @param also - what else has to hold for the lease `l`
 */
export const fenceSql = (also = ''): string => `
  t as materialized (select ${storeTime('$3')} as now),
  fence as materialized (
    select l.campaign, l.expires_at, t.now from t, @campaign_lease l join @campaign c on c.key = l.campaign
    where l.token = $1 and c.id = $2 and c.status = ${literal(dispatchingStatus)}
      and l.ended_at is null and l.expires_at > t.now ${also}
    for no key update of l skip locked
  )`;
