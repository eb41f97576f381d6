import { isOpen, letter } from '../../service/chunk.js';
import type { LeaseRef, RecipientLedger, Settlement } from '../../service/recipient-ledger.js';
import { storedStatus } from '../../service/stored-status.js';
import { type Lease, leaseState } from '../../sql/lease.js';
import { literal } from '../../sql/literal.js';
import {
  type Added,
  begunRows,
  type ChunkRow,
  type Step,
  settleOne,
} from '../../sql/settle-step.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { lockChunks } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { openDoubtDesk } from './doubts.js';
import { lockLease, releaseLeases } from './lease-rows.js';
import { writeRetries } from './retries.js';
import type { Session } from './session.js';
import { storeTime } from './store-time.js';
import type { Scope } from './transaction-scope.js';

type Advance = Parameters<RecipientLedger['advance']>[1];

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
    where s.campaign = $1 and s.chunk = n.chunk
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

/** The chunks that change: as they are settled, and as they are if the fence holds. */
const changedRows = (
  stored: ReadonlyMap<number, ChunkRow>,
  settled: ReadonlyMap<number, ChunkRow>,
  begun: readonly ChunkRow[],
) => {
  const chunks = new Set([...settled.keys(), ...begun.map(({ chunk }) => chunk)]);
  const begunBy = new Map(begun.map((row) => [row.chunk, row.states]));
  return [...chunks].map((chunk) => {
    const states = settled.get(chunk)?.states ?? stored.get(chunk)?.states ?? '';
    return { chunk, settled: states, begun: begunBy.get(chunk) ?? states, open: isOpen(states) };
  });
};

const write = (
  session: Session,
  { key, token }: Lease,
  clock: number | null,
  rows: ReturnType<typeof changedRows>,
  { delivered, failed, inDoubt, afterCancel }: Added,
) =>
  session.get<Fence>(
    writeSql,
    key,
    token,
    clock,
    rows.map(({ chunk }) => chunk),
    rows.map(({ settled }) => settled),
    rows.map(({ begun }) => begun),
    rows.map(({ open }) => open),
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
  { session, now }: Scope,
  lease: Lease,
  { settle, begin }: Advance,
  clock: number | null,
) => {
  const { key, token, cancelledAt } = lease;
  // What is begun under it is in doubt from here on, so that its late answers are taken as such.
  if (lease.isStale) await releaseLeases(session, [{ ...lease, endedAt: lease.expiresAt }]);
  // A lease that is lost begins nothing, so what it would have begun is not kept from the others.
  const named = new Set([...settle, ...(lease.isLive ? begin : [])].map(({ chunk }) => chunk));
  const stored = await lockChunks(session, key, [...named]);
  const desk = await openDoubtDesk(session, key, doubted(stored, settle));
  const settled = new Map<number, ChunkRow>();
  const step: Step = {
    token,
    cancelledAt,
    chunks: {
      get: (chunk) => settled.get(chunk) ?? stored.get(chunk),
      put: (row) => void settled.set(row.chunk, row),
    },
    doubts: desk.doubts,
    added: { delivered: 0, failed: 0, inDoubt: 0, afterCancel: 0 },
    retries: [],
  };
  for (const settlement of settle) settleOne(step, settlement);
  const begun = begunRows(step, begin);
  await desk.write();
  await writeRetries(session, key, step.retries, now);
  const rows = changedRows(stored, settled, begun ?? []);
  const fence = await write(session, lease, clock, rows, step.added);
  return { canBegin: begun !== null, fence };
};

const advanceStep = async (scope: Scope, ref: LeaseRef, step: Advance, clock: number | null) => {
  const lease = await lockLease(scope.session, ref, scope.now);
  if (!lease) return { begun: false, lease: leaseState(undefined, scope.now) };
  const { canBegin, fence } = await advance(scope, lease, step, clock);
  const status = storedStatus(ref.campaignId, fence?.status ?? lease.status);
  return {
    begun: canBegin && fence?.holds === true,
    lease: leaseState({ ...lease, status }, scope.now),
  };
};

/** The group commit of a dispatch: the hot path. */
export const createAdvance = (connection: Connection): Pick<RecipientLedger, 'advance'> => ({
  advance: (ref, step) =>
    connection.write({ work: (scope) => advanceStep(scope, ref, step, connection.clock()) }),
});
