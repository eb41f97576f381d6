import { letter } from '../../service/chunk.js';
import type { LeaseRef, RecipientLedger, Settlement } from '../../service/recipient-ledger.js';
import { storedStatus } from '../../service/stored-status.js';
import { type Lease, leaseState } from '../../sql/lease.js';
import { literal } from '../../sql/literal.js';
import type { Added, ChunkRow } from '../../sql/settle-step.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { advanceAtOnce } from './advance-at-once.js';
import { lockChunks } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { openDoubtDesk } from './doubts.js';
import type { KnownChunks } from './known-chunks.js';
import { lockLease, releaseLeases } from './lease-rows.js';
import { type Advance, type ChangedChunk, planStep } from './planned-step.js';
import { writeRetries } from './retries.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';
import type { Scope } from './transaction-scope.js';

/**
 * The fence. The status and the lease are read in the very statement that writes what is begun, the
 * last one before the commit; the rows it writes are locked already, so it waits for nobody. What
 * was settled is written either way.
 *
 * A CANCEL that commits before this statement begins is seen, and nothing is begun. One that commits
 * while it runs comes after what it begins, which is therefore all that may still be handed over.
 */
const writeSql = `
  with fence as materialized (
    select c.status, c.status = ${literal(dispatchingStatus)} and l.ended_at is null
      and l.expires_at > ${storeTime('$3')} as holds
    from @campaign c join @campaign_lease l on l.campaign = c.key where c.key = $1 and l.token = $2
  ), written as (
    update @campaign_chunk_state s
    set states = case when fence.holds then n.begun else n.settled end,
      open = n.open, owner = case when n.open then s.owner end
    from fence, unnest($4::integer[], $5::text[], $6::text[], $7::boolean[])
      as n(chunk, settled, begun, open)
    where s.campaign = $1 and s.chunk = any($4) and s.chunk = n.chunk
  ), counted as (
    update @campaign_lease set delivered = delivered + $8, failed = failed + $9,
      in_doubt = in_doubt + $10, after_cancel = after_cancel + $11
    where token = $2 and ($8 <> 0 or $9 <> 0 or $10 <> 0 or $11 <> 0)
  )
  select status, holds from fence`;

interface Fence {
  readonly status: string;
  readonly holds: boolean;
}

const write = (
  session: Session,
  { key, token }: Lease,
  clock: number | null,
  changed: readonly ChangedChunk[],
  { delivered, failed, inDoubt, afterCancel }: Added,
) =>
  session.get<Fence>(
    writeSql,
    key,
    token,
    clock,
    changed.map(({ chunk }) => chunk),
    changed.map(({ settled }) => settled),
    changed.map(({ begun }) => begun),
    changed.map(({ open }) => open),
    delivered,
    failed,
    inDoubt,
    afterCancel,
  );

const doubtful: ReadonlySet<string | undefined> = new Set([
  letter.inDoubt,
  letter.pendingAgain,
  letter.begunAgain,
]);

/** Those about whom something may be known in the table of doubts. */
const doubted = (stored: ReadonlyMap<number, ChunkRow>, settle: readonly Settlement[]) =>
  settle.filter(({ chunk, position }) => doubtful.has(stored.get(chunk)?.states[position]));

const advance = async (
  { session, now, afterCommit }: Scope,
  known: KnownChunks,
  lease: Lease,
  asked: Advance,
  clock: number | null,
) => {
  const { key, token, cancelledAt } = lease;
  // What is begun under it is in doubt from here on, so that its late answers are taken as such.
  if (lease.isStale) await releaseLeases(session, [{ ...lease, endedAt: lease.expiresAt }]);
  // A lease that is lost begins nothing, so what it would have begun is not kept from the others.
  const places = [...asked.settle, ...(lease.isLive ? asked.begin : [])];
  const stored = await lockChunks(session, key, [...new Set(places.map(({ chunk }) => chunk))]);
  const desk = await openDoubtDesk(session, key, doubted(stored, asked.settle));
  const plan = planStep({ token, cancelledAt, doubts: desk.doubts }, stored, asked);
  await desk.write();
  await writeRetries(session, key, plan.retries, now);
  const fence = await write(session, lease, clock, plan.changed, plan.added);
  const states = fence?.holds ? 'begun' : 'settled';
  const rows = plan.changed.map((row) => ({
    chunk: row.chunk,
    owner: stored.get(row.chunk)?.owner ?? null,
    states: row[states],
  }));
  afterCommit(() => known.note(token, rows));
  return { canBegin: plan.canBegin, fence };
};

const advanceStep = async (
  scope: Scope,
  known: KnownChunks,
  ref: LeaseRef,
  asked: Advance,
  clock: number | null,
) => {
  const lease = await lockLease(scope.session, ref, scope.now);
  if (!lease) return { begun: false, lease: leaseState(undefined, scope.now) };
  const { canBegin, fence } = await advance(scope, known, lease, asked, clock);
  const status = storedStatus(ref.campaignId, fence?.status ?? lease.status);
  return {
    begun: canBegin && fence?.holds === true,
    lease: leaseState({ ...lease, status }, scope.now),
  };
};

/** The group commit of a dispatch, the hot path: one statement where that is enough. */
export const createAdvance = (
  connection: Connection,
  known: KnownChunks,
): Pick<RecipientLedger, 'advance'> => ({
  advance: async (ref, asked) =>
    (await advanceAtOnce(connection, known, ref, asked)) ??
    connection.write({
      work: (scope) => advanceStep(scope, known, ref, asked, connection.clock()),
    }),
});
