import type { DequeueAnswer } from '../../service/campaign-queue.js';
import type { EpochMs } from '../../service/campaign-store.js';
import type { Session } from './session.js';

/** What dequeueing finds: the row is the job, so there is nothing to remove but what CANCEL wrote. */
export const dequeueAnswer = (
  session: Session,
  campaignId: string,
  now: EpochMs,
): DequeueAnswer => {
  const row = session.get<{ active: number }>(
    `select exists (select 1 from campaign_lease l
       where l.campaign = c.key and l.ended_at is null and l.expires_at > ?) active
     from campaign c where c.id = ?`,
    now,
    campaignId,
  );
  if (!row) return 'missing';
  return row.active === 1 ? 'active' : 'removed';
};
