import { type CampaignEventType, campaignEventTypes } from '../../lifecycle/index.js';
import type {
  CommitGuard,
  CommitResult,
  EpochMs,
  StatusChange,
} from '../../service/campaign-store.js';
import { checkMove } from '../../service/check-move.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { sameCommand } from '../../sql/same-command.js';
import { findCampaign } from './campaign-rows.js';
import { recordEffects } from './effect-rows.js';
import { appendHistory, findCommand } from './history-rows.js';
import type { Session } from './session.js';
import type { SqliteValue } from './sqlite-like.js';

/** No recipient is pending or begun, and nobody writes the audience any more. */
export const isSettled = `exists (select 1 from campaign_audience a
    where a.campaign = campaign.key and a.sealed = 1)
  and not exists (select 1 from campaign_chunk_state s
    where s.campaign = campaign.key and s.open = 1)`;

type Guard = CommitGuard | 'none';

interface Part {
  readonly sql: string;
  readonly values: (change: StatusChange, now: EpochMs) => readonly SqliteValue[];
}

const nothing: Part = { sql: '', values: () => [] };

/** What an event writes beside the status. */
const written: { readonly [Event in CampaignEventType]?: Part } = {
  SCHEDULE: { sql: ', due_at = ?', values: ({ dueAt = 0 }, now) => [Math.max(dueAt, now)] },
  CANCEL: {
    sql: ', cancelled_at = ?, cancelled_from = ?, cancelled_by = ?, cancel_reason = ?',
    values: ({ decision, by, reason }, now) => [now, decision.from, by, reason],
  },
};

// A campaign without a due time is due.
const guards: Readonly<Record<Guard, Part>> = {
  none: nothing,
  due: { sql: 'and coalesce(due_at, 0) <= ?', values: (_, now) => [now] },
  settled: { sql: `and ${isSettled}`, values: () => [] },
};

// The compare-and-set in one statement, because most of the time a transaction takes is that of its
// statements: it compares the status, checks the guard, sees that the command is new, and gives the row.
const moveSql = (event: CampaignEventType, guard: Guard): string => `
  update campaign set status = ?, changed_at = ?${(written[event] ?? nothing).sql}
  where id = ? and status = ? ${guards[guard].sql} and not exists (
    select 1 from campaign_history h where h.campaign = campaign.key and h.command_id = ?)
  returning *`;

const moves = Object.fromEntries(
  campaignEventTypes.flatMap((event) =>
    (Object.keys(guards) as Guard[]).map((guard) => [`${event} ${guard}`, moveSql(event, guard)]),
  ),
);

const move = (session: Session, change: StatusChange, now: EpochMs): CampaignRow | undefined => {
  const { campaignId, commandId, decision, guard = 'none' } = change;
  if (!decision.accepted) return undefined;
  const sql = moves[`${decision.event} ${guard}`] ?? moveSql(decision.event, guard);
  return session.get<CampaignRow>(
    sql,
    decision.to,
    now,
    ...(written[decision.event] ?? nothing).values(change, now),
    campaignId,
    decision.from,
    ...guards[guard].values(change, now),
    commandId,
  );
};

/** What stands there, for a change that moved nothing: a rejection, or one that came too late. */
const notMoved = (session: Session, change: StatusChange, now: EpochMs): CommitResult => {
  const { campaignId, commandId, decision } = change;
  const row = findCampaign(session, campaignId);
  if (!row) return { outcome: 'missing' };
  const campaign = recordOf(row);
  const entry = findCommand(session, campaignId, commandId);
  if (entry) return { outcome: 'replayed', campaign, entry: sameCommand(entry, change) };
  if (campaign.status !== decision.from) return { outcome: 'moved', campaign };
  if (decision.accepted) return { outcome: 'guarded', campaign };
  appendHistory(session, row.key, now, { ...change, event: decision.event });
  return { outcome: 'committed', campaign, at: now };
};

/** The compare-and-set, inside a transaction. The same statements for an audience of any size. */
export const commitStep = (session: Session, change: StatusChange, now: EpochMs): CommitResult => {
  checkMove(change);
  const row = move(session, change, now);
  if (!row) return notMoved(session, change, now);
  appendHistory(session, row.key, now, { ...change, event: change.decision.event });
  recordEffects(session, row.key, change.effects, now);
  return { outcome: 'committed', campaign: recordOf(row), at: now };
};
