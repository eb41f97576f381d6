import type { CampaignEventType } from '../../lifecycle/index.js';
import type {
  CampaignStore,
  CommitGuard,
  CommitResult,
  Committed,
  StatusChange,
} from '../../service/campaign-store.js';
import { checkMove } from '../../service/check-move.js';
import { type CampaignRow, recordOf } from '../../sql/campaign-row.js';
import { sameCommand } from '../../sql/same-command.js';
import { lockCampaign } from './campaign-rows.js';
import { campaignColumns } from './columns.js';
import type { Connection } from './connection.js';
import { appendHistory, findCommand } from './history-rows.js';
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
  CANCEL: ({ by, reason }, bind) =>
    `, cancelled_at = given.now, cancelled_from = d.from_status,
     cancelled_by = ${bind(by)}, cancel_reason = ${bind(reason)}`,
};

// A campaign without a due time is due.
const guards: Readonly<Record<CommitGuard, string>> = {
  due: 'and coalesce(c.due_at, 0) <= given.now',
  settled: `and ${isSettled}`,
};

const effectsSql = (changes: readonly StatusChange[], bind: Bind): string => {
  const recorded = changes.flatMap(({ decision, effects }) =>
    effects.map((effect) => ({ from: decision.from, effect })),
  );
  // Left out where there are none, so that a role needs no right that it does not use.
  if (recorded.length === 0) return '';
  const froms = bind(recorded.map(({ from }) => from));
  const effects = bind(recorded.map(({ effect }) => effect));
  return `, recorded as (
      insert into @campaign_effect (campaign, effect, recorded_at, next_try_at)
      select moved.key, wanted.effect, moved.changed_at, moved.changed_at
      from moved, unnest(${froms}::text[], ${effects}::text[]) with ordinality
        as wanted(from_status, effect, place)
      where wanted.from_status = moved.from_status order by wanted.place on conflict do nothing)`;
};

type Changes = readonly [StatusChange, ...StatusChange[]];

interface MovedRow extends CampaignRow {
  /** The status that it was in. */
  readonly from_status: string;
}

interface MoveOptions {
  /** A list of columns: `now`, and what else has to be evaluated before the row is locked. */
  readonly given: (bind: Bind) => string;
  /** What else has to hold for the campaign `c`. */
  readonly also: (bind: Bind) => string;
}

/**
 * The compare-and-set, its history and its effects in one statement: it compares the status, checks
 * the guard, and gives the row. `changes` are one command, decided on one status each.
 *
 * Of two that meet on one row the second waits for the first's commit, and PostgreSQL then looks at
 * the row again, as it is now: its status is no longer the one expected (the lifecycle has no cycle).
 *
 * `status || ''` is for no index: where the server has not yet counted any campaign of that status, it
 * would take the index by status for as good as the one by id, and read all of them.
 */
const move = async (
  session: Session,
  changes: Changes,
  { given, also }: MoveOptions,
): Promise<MovedRow | undefined> => {
  const [change] = changes;
  const { campaignId, commandId, decision, guard, by, reason } = change;
  const moves = changes.flatMap(({ decision: each }) => (each.accepted ? [each] : []));
  if (moves.length < changes.length) return undefined;
  const { bind, values } = createPlaceholders();
  const sql = `with given as materialized (select ${given(bind)}), moved as (
      update @campaign c set status = d.to_status, changed_at = given.now
        ${written[decision.event]?.(change, bind) ?? ''}
      from given, unnest(${bind(moves.map(({ from }) => from))}::text[],
        ${bind(moves.map(({ to }) => to))}::text[],
        ${bind(moves.map((each) => JSON.stringify(each)))}::text[]) as d(from_status, to_status, decision)
      where c.id = ${bind(campaignId)} and c.status || '' = d.from_status
        ${guard ? guards[guard] : ''} ${also(bind)}
      returning ${campaignColumns}, d.from_status, d.decision
    ), noted as (
      insert into @campaign_history (campaign, at, event, command_id, by, reason, decision)
      select key, changed_at, ${bind(decision.event)}, ${bind(commandId)}, ${bind(by)}, ${bind(reason)}, decision
      from moved
    )${effectsSql(changes, bind)}
    select ${campaignColumns}, from_status from moved`;
  return session.get<MovedRow>(sql, ...values);
};

const committed = (row: CampaignRow): Committed => ({
  outcome: 'committed',
  campaign: recordOf(row),
  at: row.changed_at,
});

/**
 * In a transaction: the time is that of the transaction, and the command is seen to be new, because the
 * constraint that says so otherwise would undo all of it. As a value of its own, and not joined: the
 * server would read the whole history as long as it has not counted it.
 */
const inTransaction = ({ now }: Scope, { commandId }: StatusChange): MoveOptions => ({
  given: (bind) => `${bind(now)}::bigint as now`,
  also: (bind) => `and (select h.sequence from @campaign_history h
    where h.campaign = c.key and h.command_id = ${bind(commandId)}) is null`,
});

/** What stands there, for a change that moved nothing: a rejection, or one that came too late. */
const notMoved = async (scope: Scope, change: StatusChange): Promise<CommitResult> => {
  const { session, now } = scope;
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
    const moved = await move(session, [change], inTransaction(scope, change));
    return moved ? committed(moved) : { outcome: 'guarded', campaign };
  }
  await appendHistory(session, row.key, now, { ...change, event: decision.event });
  return { outcome: 'committed', campaign, at: now };
};

/** The compare-and-set, inside a transaction. The same statements for an audience of any size. */
export const commitStep = async (scope: Scope, change: StatusChange): Promise<CommitResult> => {
  checkMove(change);
  const row = await move(scope.session, [change], inTransaction(scope, change));
  const result = row ? committed(row) : await notMoved(scope, change);
  if (result.outcome === 'committed' && change.decision.accepted) {
    scope.moved.add(change.campaignId);
  }
  return result;
};

/**
 * The compare-and-set as one statement that commits by itself: nobody waits for a lock across the way to
 * the server and back. That the command is new the constraint of the history sees to.
 *
 * @returns nothing where there is more to it than a move; nothing is written then
 */
export const commitAtOnce: (
  connection: Connection,
  changes: Changes,
) => ReturnType<NonNullable<CampaignStore['tryCommit']>> = async (connection, changes) => {
  for (const change of changes) checkMove(change);
  // It says itself how long it waits for the row, because nothing comes before it.
  const given = (bind: Bind) => `${storeTime(bind(connection.clock()))} as now,
    set_config('lock_timeout', ${bind(String(connection.lockTimeoutMs))}, true) as lock_timeout`;
  const options = { given, also: () => '' };
  const row = await connection.atOnce((session) => move(session, changes, options));
  const change = row && changes.find(({ decision }) => decision.from === row.from_status);
  return change && { ...committed(row), decision: change.decision };
};
