import { CampaignInputError, decide } from '../../lifecycle/index.js';
import type {
  CommitGuard,
  CommitResult,
  EpochMs,
  HistoryEntry,
  NewCampaign,
  StatusChange,
} from '../../service/campaign-store.js';
import { storedStatus } from '../../service/stored-status.js';
import { survivesJson } from '../../service/survives-json.js';
import { type CampaignRow, findCampaign, recordOf } from './campaign-rows.js';
import { recordEffects } from './effect-rows.js';
import { appendHistory, findCommand } from './history-rows.js';
import type { Session } from './session.js';

/** No recipient is pending or begun, and nobody writes the audience any more. */
export const isSettled = `exists (select 1 from campaign_audience a
    where a.campaign = campaign.key and a.sealed = 1)
  and not exists (select 1 from campaign_chunk_state s
    where s.campaign = campaign.key and s.open = 1)`;

const move = (guard: string) => `
  update campaign set status = ?, changed_at = ?, due_at = ?, cancelled_at = ?,
    cancelled_from = ?, cancelled_by = ?, cancel_reason = ?
  where key = ? and status = ? and ${guard}`;

// The guard is checked by the very statement that moves the status. In an update the columns are as
// they were, so the new time is bound once more. A campaign without a due time is due.
const moves: Record<CommitGuard | 'none', string> = {
  none: move('? is not null'),
  due: move('coalesce(due_at, 0) <= ?'),
  settled: move(`? is not null and ${isSettled}`),
};

/** The row as it will be. */
const moved = (row: CampaignRow, change: StatusChange, now: EpochMs): CampaignRow => {
  const { decision, by, reason, dueAt = now } = change;
  if (!decision.accepted) return row;
  const next = { ...row, status: decision.to, changed_at: now };
  if (decision.event === 'SCHEDULE') return { ...next, due_at: Math.max(dueAt, now) };
  if (decision.event !== 'CANCEL') return next;
  return {
    ...next,
    cancelled_at: now,
    cancelled_from: decision.from,
    cancelled_by: by,
    cancel_reason: reason,
  };
};

const isMoved = (session: Session, row: CampaignRow, from: string, guard: CommitGuard | 'none') =>
  session.run(
    moves[guard],
    row.status,
    row.changed_at,
    row.due_at,
    row.cancelled_at,
    row.cancelled_from,
    row.cancelled_by,
    row.cancel_reason,
    row.key,
    from,
    row.changed_at,
  ) === 1;

/** The move must be in the lifecycle, whoever asks: the trigger knows statuses, not events. */
const checkMove = ({ campaignId, decision }: StatusChange): void => {
  if (!decision.accepted) return;
  const known = decide(decision.from, { type: decision.event });
  if (known.accepted && known.to === decision.to) return;
  const expected = `a move of campaign ${JSON.stringify(campaignId)} that is in the lifecycle`;
  throw new CampaignInputError('impossible-move', expected, `${decision.from} -> ${decision.to}`);
};

const sameCommand = (entry: HistoryEntry, { commandId, decision }: StatusChange): HistoryEntry => {
  if (entry.event === decision.event) return entry;
  const expected = `a command id that was not used for ${entry.event} before`;
  throw new CampaignInputError('command-id-reused', expected, commandId);
};

const checkData = ({ id, data }: NewCampaign): void => {
  if (survivesJson(data)) return;
  const expected = `data that survives JSON, for campaign ${JSON.stringify(id)}`;
  throw new CampaignInputError('invalid-data', expected, data);
};

/** The compare-and-set, inside a transaction. The same statements for an audience of any size. */
export const commitStep = (session: Session, change: StatusChange, now: EpochMs): CommitResult => {
  checkMove(change);
  const row = findCampaign(session, change.campaignId);
  if (!row) return { outcome: 'missing' };
  const campaign = recordOf(row);
  const entry = findCommand(session, change.campaignId, change.commandId);
  if (entry) return { outcome: 'replayed', campaign, entry: sameCommand(entry, change) };
  const { decision, guard = 'none' } = change;
  if (campaign.status !== decision.from) return { outcome: 'moved', campaign };
  const next = moved(row, change, now);
  if (decision.accepted) {
    if (!isMoved(session, next, decision.from, guard)) return { outcome: 'guarded', campaign };
    recordEffects(session, row.key, change.effects, now);
  }
  appendHistory(session, row.key, now, { ...change, event: decision.event });
  return { outcome: 'committed', campaign: recordOf(next), at: now };
};

/** Writes a campaign, unless its id is there already. */
export const insertStep = (session: Session, campaign: NewCampaign, now: EpochMs) => {
  const { id, status, dueAt, data } = campaign;
  checkData(campaign);
  const inserted = session.run(
    `insert into campaign (id, status, due_at, created_at, changed_at, data)
     values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
    id,
    storedStatus(id, status),
    dueAt,
    now,
    now,
    JSON.stringify(data),
  );
  const row = findCampaign(session, id);
  if (!row) throw new Error(`Expected campaign ${JSON.stringify(id)} right after its insert.`);
  if (inserted === 1) {
    appendHistory(session, row.key, now, { ...campaign, decision: null });
    recordEffects(session, row.key, campaign.effects, now);
  }
  return { inserted: inserted === 1, campaign: recordOf(row) };
};
