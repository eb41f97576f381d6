import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import { literal } from '../../sql/literal.js';
import { dispatchingStatus, waitingStatus } from '../../sql/statuses.js';
import { isSettled } from './commit-step.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';

// A lease that has expired counts as none, whether or not somebody has found it expired.
const live = 'l.ended_at is null and l.expires_at > t.now';

const hasExclusive = `exists (select 1 from @campaign_lease l
  where l.campaign = c.key and l.exclusive and ${live})`;

const hasAudience = `exists (select 1 from @campaign_audience a
  where a.campaign = c.key and not a.sealed
    and (a.next_try_at is null or a.next_try_at <= t.now)
    and not exists (select 1 from @campaign_lease l where l.token = a.owner and ${live}))`;

// The first by its time, and not whether there is one: for that the server may read all that are open.
const hasChunk = `((select min(s.not_before) from @campaign_chunk_state s
    where s.campaign = c.key and s.open and s.owner is null) <= t.now
  or exists (select 1 from @campaign_lease l join @campaign_chunk_state s on s.owner = l.token
    where l.campaign = c.key and l.ended_at is null and l.expires_at <= t.now
      and s.states ~ ${literal(`[${letter.pending}${letter.pendingAgain}]`)}))`;

// The time is asked for as one value: joined, those that are due later would all be read, and compared.
const waitingSql = `
  with t as materialized (select ${storeTime('$1')} as now)
  select id from (
    (select c.id, c.due_at from @campaign c
      where c.status = ${literal(waitingStatus)} and coalesce(c.due_at, 0) <= (select now from t)
      order by coalesce(c.due_at, 0) limit $2)
    union all
    (select c.id, c.due_at from t, @campaign c
      where c.status = ${literal(dispatchingStatus)} and not ${hasExclusive}
        and (${hasAudience} or ${hasChunk})
      order by coalesce(c.due_at, 0) limit $2)
  ) found order by coalesce(due_at, 0) limit $2`;

/** Campaigns that want a worker, those first that have been due for longest. */
export const readWaiting = async (
  session: Session,
  clock: EpochMs | null,
  limit: number,
): Promise<readonly string[]> =>
  (await session.all<{ id: string }>(waitingSql, clock, limit)).map(({ id }) => id);

/** Campaigns that COMPLETE would take out of `sending`. */
export const readCompletable = async (
  session: Session,
  limit: number,
): Promise<readonly string[]> => {
  const rows = await session.all<{ id: string }>(
    `select c.id from @campaign c where c.status = ${literal(dispatchingStatus)} and ${isSettled}
     order by c.key limit $1`,
    limit,
  );
  return rows.map(({ id }) => id);
};
