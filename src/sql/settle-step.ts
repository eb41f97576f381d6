import type { EpochMs } from '../service/campaign-store.js';
import { begin, type ChunkStates, letter, retried, settle } from '../service/chunk.js';
import type { Place, Settlement } from '../service/recipient-ledger.js';
import { grouped } from './grouped.js';

/** The part of a chunk that changes. */
export interface ChunkRow {
  readonly chunk: number;
  readonly owner: string | null;
  readonly states: ChunkStates;
}

/** A recipient of whom nobody knows whether a hand-over was accepted. */
export interface Doubt {
  /** The lease that may still tell; nobody's, if it is ''. */
  readonly token: string;
  /** Its hand-over was settled as in doubt, so that whether it was after the cancel is counted. */
  readonly counted: boolean;
  /** It is to be sent again, so that it is pending while the campaign is sending. */
  readonly again: boolean;
}

/** What a step adds to the counts of its lease. */
export interface Added {
  delivered: number;
  failed: number;
  inDoubt: number;
  afterCancel: number;
}

/** Somebody who moves to a chunk of those who are tried again. */
export interface Retry {
  readonly settlement: Settlement;
  /** The letter it has in its new chunk. */
  readonly state: string;
}

/** A step on the chunks of one campaign under one lease, however a database keeps them. */
export interface Step {
  readonly token: string;
  readonly cancelledAt: EpochMs | null;
  /** The chunks, with what this step has changed so far. */
  readonly chunks: {
    get(chunk: number): ChunkRow | undefined;
    put(row: ChunkRow): void;
  };
  readonly doubts: {
    find(place: Place): Pick<Doubt, 'token' | 'counted'> | undefined;
    put(place: Place, doubt: Doubt): void;
    clear(place: Place): void;
  };
  readonly added: Added;
  readonly retries: Retry[];
}

const wasAfterCancel = ({ cancelledAt }: Step, { outcome, handedOverAt }: Settlement): boolean =>
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
  const { token, chunks, doubts, added, retries } = step;
  const { outcome, position } = settlement;
  const states = settle(row.states, settlement, false);
  if (states === null) return;
  chunks.put({ ...row, states });
  count(added, outcome);
  if (wasAfterCancel(step, settlement)) added.afterCancel += 1;
  const wasInDoubt = row.states[position] === letter.begunAgain;
  if (outcome === 'in-doubt') doubts.put(settlement, { token, counted: true, again: false });
  else if (wasInDoubt && outcome !== 'untouched') doubts.clear(settlement);
  if (outcome === 'retry') retries.push({ settlement, state: retried(row.states, [position]) });
};

/** A late answer: what fell in doubt under this token turns into what it really was. */
const settleLate = (step: Step, row: ChunkRow, settlement: Settlement): void => {
  const { token, chunks, doubts, added } = step;
  const state = row.states[settlement.position];
  // Whoever has claimed it again counts on beginning it.
  if (state === letter.pendingAgain && row.owner !== null) return;
  const states = settle(row.states, settlement, true);
  if (states === null) return;
  const doubt = doubts.find(settlement);
  if (doubt?.token !== token) return;
  chunks.put({ ...row, states });
  doubts.clear(settlement);
  count(added, settlement.outcome);
  if (state === letter.inDoubt) added.inDoubt -= 1;
  if (!doubt.counted && wasAfterCancel(step, settlement)) added.afterCancel += 1;
};

/** Settles what this token may settle, and passes over the rest. */
export const settleOne = (step: Step, settlement: Settlement): void => {
  const row = step.chunks.get(settlement.chunk);
  if (!row) return;
  const state = row.states[settlement.position];
  const isBegun = state === letter.begun || state === letter.begunAgain;
  if (isBegun && row.owner === step.token) settleBegun(step, row, settlement);
  else settleLate(step, row, settlement);
};

/** The chunks as they are with all of these begun; `null` if one of them cannot be. */
export const begunRows = (
  { token, chunks }: Step,
  places: readonly Place[],
): readonly ChunkRow[] | null => {
  const begun: ChunkRow[] = [];
  for (const [chunk, group] of grouped(places, (place) => place.chunk)) {
    const row = chunks.get(chunk);
    if (row?.owner !== token) return null;
    const positions = group.map(({ position }) => position);
    const states = begin(row.states, positions);
    if (states === null) return null;
    begun.push({ ...row, states });
  }
  return begun;
};

/** Those to be tried again, by the chunk that they come from and by when they may be tried. */
export const retryGroups = (retries: readonly Retry[]) => [
  ...grouped(
    retries,
    ({ settlement }) => `${settlement.chunk} ${settlement.retryInMs ?? 0}`,
  ).values(),
];
