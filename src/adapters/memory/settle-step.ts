import type { EpochMs } from '../../service/campaign-store.js';
import { begin, letter, retried, settle } from '../../service/chunk.js';
import type { Place, Settlement } from '../../service/recipient-ledger.js';
import type { CampaignRow, ChunkRow } from './memory-state.js';

const replaceChunk = (row: CampaignRow, index: number, chunk: ChunkRow): CampaignRow => ({
  ...row,
  chunks: row.chunks.with(index, chunk),
});

/** Groups by a key, in order of first appearance. */
const grouped = <Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key) => {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};

/** What a token may do to this recipient: settle it, correct it late, or nothing. */
const rightTo = (chunk: ChunkRow, position: number, token: string) => {
  const state = chunk.states[position];
  if (chunk.owner === token && (state === letter.begun || state === letter.begunAgain)) {
    return 'settle';
  }
  if (chunk.doubts[position]?.token !== token) return null;
  if (state === letter.inDoubt) return 'correct';
  // Whoever has claimed it again counts on beginning it.
  return state === letter.pendingAgain && chunk.owner === null ? 'correct' : null;
};

const wasAfterCancel = ({ record }: CampaignRow, { outcome, handedOverAt }: Settlement): boolean =>
  outcome !== 'untouched' &&
  handedOverAt !== null &&
  record.cancellation !== null &&
  handedOverAt >= record.cancellation.at;

interface Settled {
  readonly chunk: ChunkRow;
  readonly afterCancel: number;
  readonly retries: readonly Settlement[];
}

const doubtsAfter = (
  { doubts }: ChunkRow,
  { position, outcome }: Settlement,
  token: string,
): ChunkRow['doubts'] => {
  // What was never handed over this time is as much in doubt as it was before.
  if (outcome === 'untouched') return doubts;
  if (outcome === 'in-doubt') return { ...doubts, [position]: { token, counted: true } };
  const { [position]: _, ...others } = doubts;
  return others;
};

const settleOne = (
  row: CampaignRow,
  before: Settled,
  settlement: Settlement,
  token: string,
): Settled => {
  const { chunk } = before;
  const { position, outcome } = settlement;
  const right = rightTo(chunk, position, token);
  const states = right && settle(chunk.states, settlement, right === 'correct');
  if (states === null) return before;
  const isCounted = chunk.doubts[position]?.counted === true && right === 'correct';
  return {
    chunk: { ...chunk, states, doubts: doubtsAfter(chunk, settlement, token) },
    afterCancel: before.afterCancel + (!isCounted && wasAfterCancel(row, settlement) ? 1 : 0),
    retries: outcome === 'retry' ? [...before.retries, settlement] : before.retries,
  };
};

const retryChunks = (chunk: ChunkRow, retries: readonly Settlement[], now: EpochMs): ChunkRow[] =>
  [...grouped(retries, ({ retryInMs }) => retryInMs ?? 0)].map(([retryInMs, group]) => {
    const positions = group.map(({ position }) => position);
    return {
      recipients: positions.flatMap((position) => chunk.recipients[position] ?? []),
      states: retried(chunk.states, positions),
      attempt: chunk.attempt + 1,
      notBefore: now + retryInMs,
      owner: null,
      doubts: {},
    };
  });

/** Settles what this token may settle, and passes over the rest. */
export const settleAll = (
  row: CampaignRow,
  token: string,
  settlements: readonly Settlement[],
  now: EpochMs,
): CampaignRow => {
  let next = row;
  for (const [index, group] of grouped(settlements, ({ chunk }) => chunk)) {
    const chunk = next.chunks[index];
    if (chunk === undefined) continue;
    const start: Settled = { chunk, afterCancel: 0, retries: [] };
    const end = group.reduce((so, each) => settleOne(row, so, each, token), start);
    next = replaceChunk(next, index, end.chunk);
    next = {
      ...next,
      chunks: [...next.chunks, ...retryChunks(chunk, end.retries, now)],
      handedOverAfterCancel: next.handedOverAfterCancel + end.afterCancel,
    };
  }
  return next;
};

/** Marks all of these as begun, or answers `null` if one of them cannot be. */
export const beginAll = (
  row: CampaignRow,
  token: string,
  places: readonly Place[],
): CampaignRow | null => {
  let next = row;
  for (const [index, group] of grouped(places, ({ chunk }) => chunk)) {
    const chunk = next.chunks[index];
    if (chunk?.owner !== token) return null;
    const states = begin(
      chunk.states,
      group.map(({ position }) => position),
    );
    if (states === null) return null;
    next = replaceChunk(next, index, { ...chunk, states });
  }
  return next;
};
