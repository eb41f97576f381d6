import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import { literal } from '../../sql/literal.js';
import { dispatchingStatus, waitingStatus } from '../../sql/statuses.js';
import { isSettled } from './commit-step.js';
import type { Session } from './session.js';
import { withStatus } from './status-index.js';

// A lease that has expired counts as none, whether or not somebody has found it expired.
const live = 'l.ended_at is null and l.expires_at > :now';

const hasExclusive = `exists (select 1 from campaign_lease l
  where l.campaign = campaign.key and l.exclusive = 1 and ${live})`;

const hasAudience = `exists (select 1 from campaign_audience a
  where a.campaign = campaign.key and a.sealed = 0
    and (a.next_try_at is null or a.next_try_at <= :now)
    and not exists (select 1 from campaign_lease l where l.token = a.owner and ${live}))`;

const hasChunk = `(exists (select 1 from campaign_chunk_state s
    where s.campaign = campaign.key and s.open = 1 and s.owner is null and s.not_before <= :now)
  or exists (select 1 from campaign_lease l join campaign_chunk_state s on s.owner = l.token
    where l.campaign = campaign.key and l.ended_at is null and l.expires_at <= :now
      and s.states glob ${literal(`*[${letter.pending}${letter.pendingAgain}]*`)}))`;

const waitingSql = `
  select id from (
    select id, due_at from campaign ${withStatus(waitingStatus)} and coalesce(due_at, 0) <= :now
    union all
    select id, due_at from campaign ${withStatus(dispatchingStatus)} and not ${hasExclusive}
      and (${hasAudience} or ${hasChunk})
  ) order by coalesce(due_at, 0) limit :limit`;

const names = /:(now|limit)/g;
const order = [...waitingSql.matchAll(names)].map(([, name]) => name);
const waitingStatement = waitingSql.replaceAll(names, '?');

/** Campaigns that want a worker, those first that have been due for longest. */
export const readWaiting = (session: Session, now: EpochMs, limit: number): readonly string[] =>
  session
    .all<{ id: string }>(waitingStatement, ...order.map((name) => (name === 'now' ? now : limit)))
    .map(({ id }) => id);

/** Campaigns that COMPLETE would take out of `sending`. */
export const readCompletable = (session: Session, limit: number): readonly string[] =>
  session
    .all<{ id: string }>(
      `select id from campaign ${withStatus(dispatchingStatus)} and ${isSettled}
       order by key limit ?`,
      limit,
    )
    .map(({ id }) => id);
