import type { CampaignEventType } from '../../lifecycle/index.js';
import type {
  CommitGuard,
  CommitResult,
  StatusChange,
  WriteOptions,
} from '../../service/campaign-store.js';
import { checkMove } from '../../service/check-move.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { sameCommand } from '../../sql/same-command.js';
import { lockCampaign } from './campaign-rows.js';
import { campaignColumns } from './columns.js';
import type { Connection } from './connection.js';
import { appendHistory, findCommand } from './history-rows.js';
import type { PgClientLike } from './pg-like.js';
import { createPlaceholders } from './placeholders.js';
import type { PgValue, Session } from './session.js';
import { storeTime } from './store-time.js';
import type { Scope } from './transaction-scope.js';

/**
 * No recipient is pending or begun, and nobody writes the audience any more.
 *
 * Once this holds it holds for good, which is why it may be read without a lock. A sealed audience is
 * not appended to: an append locks the audience's row and finds `sealed`. And no step makes an open
 * chunk where there was none: a retry's chunk is written by the same commit that takes its recipients
 * out of an open one, and only a chunk that is open has somebody to be begun or given back.
 */
export const isSettled = `exists (select 1 from @campaign_audience a
    where a.campaign = c.key and a.sealed)
  and not exists (select 1 from @campaign_chunk_state s
    where s.campaign = c.key and s.open)`;

type Bind = (value: PgValue) => string;

/** What an event writes beside the status. */
const written: {
  readonly [Event in CampaignEventType]?: (change: StatusChange, bind: Bind) => string;
} = {
  SCHEDULE: ({ dueAt = 0 }, bind) => `, due_at = greatest(${bind(dueAt)}::bigint, given.now)`,
  CANCEL: ({ decision, by, reason }, bind) =>
    `, cancelled_at = given.now, cancelled_from = ${bind(decision.from)},
     cancelled_by = ${bind(by)}, cancel_reason = ${bind(reason)}`,
};

// A campaign without a due time is due.
const guards: Readonly<Record<CommitGuard, string>> = {
  due: 'and coalesce(c.due_at, 0) <= given.now',
  settled: `and ${isSettled}`,
};

const effectsSql = ({ effects }: StatusChange, bind: Bind): string =>
  // Left out where there are none, so that a role needs no right that it does not use.
  effects.length === 0
    ? ''
    : `, recorded as (
      insert into @campaign_effect (campaign, effect, recorded_at, next_try_at)
      select moved.key, wanted.effect, moved.changed_at, moved.changed_at
      from moved, unnest(${bind(effects)}::text[]) with ordinality as wanted(effect, place)
      order by wanted.place on conflict do nothing)`;

/**
 * The compare-and-set, its history and its effects in one statement: it compares the status, checks
 * the guard, sees that the command is new, and gives the row. `given` is a list of columns: `now`, and
 * what else has to be evaluated before the row is locked.
 *
 * Of two that meet on one row the second waits for the first's commit, and PostgreSQL then looks at
 * the row again, as it is now: its status is no longer the one expected (the lifecycle has no cycle).
 *
 * `status || ''` is for no index: where the server has not yet counted any campaign of that status, it
 * would take the index by status for as good as the one by id, and read all of them.
 */
const move = async (
  session: Session,
  change: StatusChange,
  given: (bind: Bind) => string,
): Promise<CampaignRow | undefined> => {
  const { campaignId, commandId, decision, guard, by, reason } = change;
  if (!decision.accepted) return undefined;
  const { bind, values } = createPlaceholders();
  const command = bind(commandId);
  const sql = `with given as materialized (select ${given(bind)}), moved as (
      update @campaign c set status = ${bind(decision.to)}, changed_at = given.now
        ${written[decision.event]?.(change, bind) ?? ''}
      from given where c.id = ${bind(campaignId)} and c.status || '' = ${bind(decision.from)}
        ${guard ? guards[guard] : ''} and not exists (
          select 1 from @campaign_history h where h.campaign = c.key and h.command_id = ${command})
      returning ${campaignColumns}
    ), noted as (
      insert into @campaign_history (campaign, at, event, command_id, by, reason, decision)
      select key, changed_at, ${bind(decision.event)}, ${command}, ${bind(by)}, ${bind(reason)},
        ${bind(JSON.stringify(decision))} from moved
    )${effectsSql(change, bind)}
    select ${campaignColumns} from moved`;
  return session.get<CampaignRow>(sql, ...values);
};

type Committed = Extract<CommitResult, { readonly outcome: 'committed' }>;

const committed = (row: CampaignRow): Committed => ({
  outcome: 'committed',
  campaign: recordOf(row),
  at: row.changed_at,
});

const atTimeOf = (now: number) => (bind: Bind) => `${bind(now)}::bigint as now`;

/** What stands there, for a change that moved nothing: a rejection, or one that came too late. */
const notMoved = async ({ session, now }: Scope, change: StatusChange): Promise<CommitResult> => {
  const { campaignId, commandId, decision } = change;
  // From here on no command moves it, so that what is read is what holds at the commit.
  const row = await lockCampaign(session, campaignId);
  if (!row) return { outcome: 'missing' };
  const campaign = recordOf(row);
  const entry = await findCommand(session, campaignId, commandId);
  if (entry) return { outcome: 'replayed', campaign, entry: sameCommand(entry, change) };
  if (campaign.status !== decision.from) return { outcome: 'moved', campaign };
  if (decision.accepted) {
    // It may have come to this status since the first look: what now keeps it is the guard alone.
    const moved = await move(session, change, atTimeOf(now));
    return moved ? committed(moved) : { outcome: 'guarded', campaign };
  }
  await appendHistory(session, row.key, now, { ...change, event: decision.event });
  return { outcome: 'committed', campaign, at: now };
};

/** The compare-and-set, inside a transaction. The same statements for an audience of any size. */
export const commitStep = async (scope: Scope, change: StatusChange): Promise<CommitResult> => {
  checkMove(change);
  const row = await move(scope.session, change, atTimeOf(scope.now));
  const result = row ? committed(row) : await notMoved(scope, change);
  if (result.outcome === 'committed' && change.decision.accepted) {
    scope.moved.add(change.campaignId);
  }
  return result;
};

/**
 * The compare-and-set as one statement that commits by itself, where nothing else is to be in its
 * transaction: nobody waits for a lock across the way to the server and back.
 *
 * @returns nothing where there is more to it than a move; nothing is written then
 */
export const commitAtOnce = async (
  connection: Connection,
  change: StatusChange,
  { tx, within }: WriteOptions<PgClientLike>,
): Promise<Committed | undefined> => {
  if (tx || within) return undefined;
  checkMove(change);
  // It says itself how long it waits for the row, because nothing comes before it.
  const given = (bind: Bind) => `${storeTime(bind(connection.clock()))} as now,
    set_config('lock_timeout', ${bind(String(connection.lockTimeoutMs))}, true) as lock_timeout`;
  const row = await connection.atOnce((session) => move(session, change, given));
  return row && committed(row);
};
