import type { EpochMs } from '../../service/campaign-store.js';
import { letter, retried, settle } from '../../service/chunk.js';
import type { Recipient, Settlement } from '../../service/recipient-ledger.js';
import { type ChunkDesk, type ChunkRow, insertChunk } from './chunk-rows.js';
import { clearDoubt, findDoubt, putDoubt } from './doubts.js';
import { grouped } from './grouped.js';
import type { Lease } from './lease-rows.js';
import type { Session } from './session.js';

/** What a step adds to the counts of its lease. */
export interface Added {
  delivered: number;
  failed: number;
  inDoubt: number;
  afterCancel: number;
}

interface Retry {
  readonly settlement: Settlement;
  /** The letter it has in its new chunk. */
  readonly state: string;
}

/** A step on the chunks of one campaign under one lease. */
export interface Step {
  readonly session: Session;
  readonly lease: Lease;
  readonly chunks: ChunkDesk;
  readonly added: Added;
  readonly retries: Retry[];
}

const wasAfterCancel = ({ cancelledAt }: Lease, { outcome, handedOverAt }: Settlement): boolean =>
  outcome !== 'untouched' &&
  handedOverAt !== null &&
  cancelledAt !== null &&
  handedOverAt >= cancelledAt;

const count = (added: Added, outcome: Settlement['outcome']): void => {
  if (outcome === 'delivered') added.delivered += 1;
  if (outcome === 'failed') added.failed += 1;
  if (outcome === 'in-doubt') added.inDoubt += 1;
};

/** Settles what this token has begun. */
const settleBegun = (step: Step, row: ChunkRow, settlement: Settlement): void => {
  const { session, lease, chunks, added, retries } = step;
  const { outcome, position } = settlement;
  const states = settle(row.states, settlement, false);
  if (states === null) return;
  chunks.put({ ...row, states });
  count(added, outcome);
  if (wasAfterCancel(lease, settlement)) added.afterCancel += 1;
  const wasInDoubt = row.states[position] === letter.begunAgain;
  if (outcome === 'in-doubt') {
    putDoubt(session, lease.key, settlement, { token: lease.token, counted: true, again: false });
  } else if (wasInDoubt && outcome !== 'untouched') clearDoubt(session, lease.key, settlement);
  if (outcome === 'retry') retries.push({ settlement, state: retried(row.states, [position]) });
};

/** A late answer: what fell in doubt under this token turns into what it really was. */
const settleLate = (step: Step, row: ChunkRow, settlement: Settlement): void => {
  const { session, lease, chunks, added } = step;
  const state = row.states[settlement.position];
  // Whoever has claimed it again counts on beginning it.
  if (state === letter.pendingAgain && row.owner !== null) return;
  const states = settle(row.states, settlement, true);
  if (states === null) return;
  const doubt = findDoubt(session, lease.key, settlement);
  if (doubt?.token !== lease.token) return;
  chunks.put({ ...row, states });
  clearDoubt(session, lease.key, settlement);
  count(added, settlement.outcome);
  if (state === letter.inDoubt) added.inDoubt -= 1;
  if (!doubt.counted && wasAfterCancel(lease, settlement)) added.afterCancel += 1;
};

/** Settles what this token may settle, and passes over the rest. */
export const settleOne = (step: Step, settlement: Settlement): void => {
  const row = step.chunks.get(settlement.chunk);
  if (!row) return;
  const state = row.states[settlement.position];
  const isBegun = state === letter.begun || state === letter.begunAgain;
  if (isBegun && row.owner === step.lease.token) settleBegun(step, row, settlement);
  else settleLate(step, row, settlement);
};

/** The chunk of those out of one chunk who may be tried again at one time. */
const writeRetry = (
  { session, lease }: Step,
  group: readonly [Retry, ...Retry[]],
  now: EpochMs,
): void => {
  const { chunk, retryInMs = 0 } = group[0].settlement;
  const source = session.get<{ attempt: number; recipients: string }>(
    'select attempt, recipients from campaign_chunk where campaign = ? and chunk = ?',
    lease.key,
    chunk,
  );
  if (!source) return;
  const all = JSON.parse(source.recipients) as readonly Recipient[];
  const added = insertChunk(session, lease.key, {
    recipients: group.flatMap(({ settlement }) => all[settlement.position] ?? []),
    states: group.map(({ state }) => state).join(''),
    attempt: source.attempt + 1,
    notBefore: now + retryInMs,
  });
  for (const [position, { state }] of group.entries()) {
    if (state !== letter.pendingAgain) continue;
    // The doubt is an older hand-over's, of which nobody can tell any more.
    const doubt = { token: '', counted: true, again: true };
    putDoubt(session, lease.key, { chunk: added, position }, doubt);
  }
};

/** Moves those to be tried again into chunks of their own. */
export const writeRetries = (step: Step, now: EpochMs): void => {
  const groups = grouped(
    step.retries,
    ({ settlement }) => `${settlement.chunk} ${settlement.retryInMs ?? 0}`,
  );
  for (const group of groups.values()) writeRetry(step, group, now);
};
