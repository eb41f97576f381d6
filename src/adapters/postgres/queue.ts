import type { DequeueAnswer } from '../../service/campaign-queue.js';
import type { EpochMs } from '../../service/campaign-store.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';

/** What dequeueing finds: the row is the job, so there is nothing to remove but what CANCEL wrote. */
export const dequeueAnswer = async (
  session: Session,
  campaignId: string,
  clock: EpochMs | null,
): Promise<DequeueAnswer> => {
  const row = await session.get<{ active: boolean }>(
    `select exists (select 1 from @campaign_lease l
       where l.campaign = c.key and l.ended_at is null and l.expires_at > ${storeTime('$2')}) active
     from @campaign c where c.id = $1`,
    campaignId,
    clock,
  );
  if (!row) return 'missing';
  return row.active ? 'active' : 'removed';
};
