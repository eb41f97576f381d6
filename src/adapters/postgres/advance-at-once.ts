import type { LeaseRef, RecipientLedger } from '../../service/recipient-ledger.js';
import type { Step } from '../../sql/settle-step.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { fenceSql } from './fence.js';
import type { KnownChunks } from './known-chunks.js';
import { type Advance, planStep } from './planned-step.js';

/**
 * The group commit in one statement: the fence, the comparison with what was known, and the write. It
 * waits for nobody. What somebody else has locked is passed over, and then nothing is written.
 */
const atOnceSql = `
  with ${fenceSql()}, known as materialized (
    select s.chunk from @campaign_chunk_state s, unnest($4::integer[], $5::text[]) as n(chunk, stored)
    where s.campaign = (select campaign from fence) and s.chunk = any($4) and s.chunk = n.chunk
      and s.owner = $1 and s.states = n.stored
    for update of s skip locked
  ), holding as materialized (
    select * from fence where (select count(*) from known) = cardinality($4)
  ), written as (
    update @campaign_chunk_state s
    set states = n.states, open = n.open, owner = case when n.open then s.owner end
    from unnest($4::integer[], $6::text[], $7::boolean[]) as n(chunk, states, open)
    where s.campaign = (select campaign from holding) and s.chunk = any($4) and s.chunk = n.chunk
  ), counted as (
    update @campaign_lease l set delivered = l.delivered + $8, failed = l.failed + $9
    where l.token = (select $1 from holding) and ($8 <> 0 or $9 <> 0)
  )
  select now, expires_at from holding`;

interface Held {
  readonly now: number;
  readonly expires_at: number;
}

/** Notes that somebody asked: those who are in doubt are looked for in the database. */
const createNoDoubts = () => {
  let asked = false;
  const ask = () => {
    asked = true;
    return undefined;
  };
  const doubts: Step['doubts'] = { find: ask, put: ask, clear: ask };
  return { doubts, wereAsked: () => asked };
};

/** The step on the chunks as they are known here; none if more than their letters has to be written. */
const planPlain = (known: KnownChunks, { token }: LeaseRef, step: Advance) => {
  const chunks = new Set([...step.settle, ...step.begin].map(({ chunk }) => chunk));
  const stored = known.find(token, chunks);
  if (!stored) return undefined;
  const { doubts, wereAsked } = createNoDoubts();
  // The statement writes nothing once there is a cancel that it sees, so nobody is counted as after it.
  const plan = planStep({ token, cancelledAt: null, doubts }, stored, step);
  const isPlain = plan.canBegin && plan.retries.length === 0 && !wereAsked();
  const isWhole = plan.changed.length > 0 && plan.changed.length === chunks.size;
  return isPlain && isWhole ? { ...plan, stored } : undefined;
};

/**
 * A step of a lease that holds on chunks that are known: nearly all of them.
 *
 * @returns nothing where there is more to it; nothing is written then
 */
export const advanceAtOnce = async (
  connection: Connection,
  known: KnownChunks,
  ref: LeaseRef,
  step: Advance,
): Promise<Awaited<ReturnType<RecipientLedger['advance']>> | undefined> => {
  const { token, campaignId } = ref;
  const plan = planPlain(known, ref, step);
  if (!plan) return undefined;
  const { changed, added, stored } = plan;
  const chunks = changed.map(({ chunk }) => chunk);
  const row = await connection.atOnce((session) =>
    session.get<Held>(
      atOnceSql,
      token,
      campaignId,
      connection.clock(),
      chunks,
      chunks.map((chunk) => stored.get(chunk)?.states ?? ''),
      changed.map(({ begun }) => begun),
      changed.map(({ open }) => open),
      added.delivered,
      added.failed,
    ),
  );
  if (!row) return undefined;
  known.note(
    token,
    changed.map(({ chunk, begun }) => ({ chunk, owner: token, states: begun })),
  );
  const { now, expires_at: expiresAt } = row;
  return { begun: true, lease: { held: true, status: dispatchingStatus, now, expiresAt } };
};
