import type { CampaignRecord } from '../service/campaign-store.js';
import { storedStatus } from '../service/stored-status.js';

/** A row of `campaign`. */
export interface CampaignRow {
  readonly key: number;
  readonly id: string;
  readonly status: string;
  readonly due_at: number | null;
  readonly created_at: number;
  readonly changed_at: number;
  readonly cancelled_at: number | null;
  readonly cancelled_from: string | null;
  readonly cancelled_by: string | null;
  readonly cancel_reason: string | null;
  readonly data: string;
}

const cancellationOf = (row: CampaignRow): CampaignRecord['cancellation'] =>
  row.cancelled_at === null
    ? null
    : {
        by: row.cancelled_by,
        at: row.cancelled_at,
        reason: row.cancel_reason,
        from: storedStatus(row.id, row.cancelled_from),
      };

/** A campaign as it is given out. A status that the lifecycle does not know is an error. */
export const recordOf = (row: CampaignRow): CampaignRecord => ({
  id: row.id,
  status: storedStatus(row.id, row.status),
  dueAt: row.due_at,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  cancellation: cancellationOf(row),
  data: JSON.parse(row.data) as unknown,
});
