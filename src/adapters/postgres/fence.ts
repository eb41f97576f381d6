import { literal } from '../../sql/literal.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { storeTime } from './store-time.js';

/**
 * How a statement begins that is a step of the ledger by itself: `fence` is one row if the lease is live
 * and its campaign sending, and none otherwise. `$1` is the token, `$2` the campaign's id, `$3` the
 * clock.
 *
 * The status is read without a lock and is no older than the statement, which waits for nobody: a CANCEL
 * that was committed before it began is seen.
 *
 * @param also - what else has to hold for the lease `l`
 */
export const openFenceSql = (also = ''): string => `
  t as materialized (select ${storeTime('$3')} as now),
  fence as materialized (
    select l.campaign, l.expires_at, t.now from t, @campaign_lease l join @campaign c on c.key = l.campaign
    where l.token = $1 and c.id = $2 and c.status = ${literal(dispatchingStatus)}
      and l.ended_at is null and l.expires_at > t.now ${also}
  )`;

/**
 * The same, with the lease's row locked for as long as the statement runs, so that nobody ends it
 * meanwhile. A lease that somebody else has locked is as none.
 */
export const fenceSql = (also = ''): string =>
  openFenceSql(`${also} for no key update of l skip locked`);
