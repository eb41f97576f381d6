import type { Settlement } from './recipient-ledger.js';

/**
 * The states of a chunk's recipients as one string, a letter a recipient, which is how adapters
 * store them: one small row to write for many recipients.
 */
export type ChunkStates = string;

/**
 * The letters. A capital is a recipient with an earlier hand-over whose outcome nobody knows, and
 * who may be sent to again (`resendBegun`): pending for whoever claims, in doubt once the campaign
 * is not sending. `moved`: the recipient waits in a retry chunk and is counted there.
 */
export const letter = {
  pending: 'p',
  pendingAgain: 'P',
  begun: 'b',
  begunAgain: 'B',
  delivered: 'd',
  failed: 'f',
  inDoubt: 'i',
  moved: 'm',
} as const;

type Letter = (typeof letter)[keyof typeof letter];

const begins: { readonly [From in Letter]?: Letter } = {
  p: letter.begun,
  P: letter.begunAgain,
};

const takenBack: { readonly [From in Letter]?: Letter } = {
  b: letter.pending,
  B: letter.pendingAgain,
};

const settled = {
  delivered: letter.delivered,
  failed: letter.failed,
  'in-doubt': letter.inDoubt,
  retry: letter.moved,
} as const satisfies Partial<Record<Settlement['outcome'], Letter>>;

const at = (states: ChunkStates, position: number) => states[position] as Letter | undefined;

const put = (states: ChunkStates, position: number, value: Letter): ChunkStates =>
  states.slice(0, position) + value + states.slice(position + 1);

/** A chunk nobody was sent anything of. */
export const pendingChunk = (size: number): ChunkStates => letter.pending.repeat(size);

/** Marks all of these as begun, or answers `null` if one of them is not pending or named twice. */
export const begin = (states: ChunkStates, positions: readonly number[]): ChunkStates | null => {
  let next = '';
  let copied = 0;
  for (const position of positions.toSorted((a, b) => a - b)) {
    const from = at(states, position);
    const to = from && begins[from];
    if (to === undefined || position < copied) return null;
    next += states.slice(copied, position) + to;
    copied = position + 1;
  }
  return next + states.slice(copied);
};

const settleLate = (from: Letter, outcome: Settlement['outcome']): Letter | null => {
  const isDoubtful = from === letter.inDoubt || from === letter.pendingAgain;
  const isTrue = outcome === 'delivered' || outcome === 'failed';
  return isDoubtful && isTrue ? settled[outcome] : null;
};

const settleBegun = (from: Letter, outcome: Settlement['outcome']): Letter | null => {
  const back = takenBack[from];
  if (back === undefined) return null;
  return outcome === 'untouched' ? back : settled[outcome];
};

/**
 * What a settlement makes of a recipient, or `null` if it may not touch it: a live token settles what
 * is begun; a late answer (`late`) turns what is in doubt into what it really was, and nothing else.
 */
export const settle = (
  states: ChunkStates,
  { position, outcome }: Settlement,
  late: boolean,
): ChunkStates | null => {
  const from = at(states, position);
  if (from === undefined) return null;
  const to = late ? settleLate(from, outcome) : settleBegun(from, outcome);
  return to && put(states, position, to);
};

/** The states of a retry chunk for these recipients, as they are in `states` before they move. */
export const retried = (states: ChunkStates, positions: readonly number[]): ChunkStates =>
  positions.map((position) => takenBack[states[position] as Letter] ?? letter.pending).join('');

/**
 * What is left of a chunk whose lease is gone: begun is in doubt, or pending again if it may be
 * resent.
 */
export const expire = (states: ChunkStates, resendBegun: boolean): ChunkStates =>
  states.replace(/[bB]/g, resendBegun ? letter.pendingAgain : letter.inDoubt);

// By the number of the character: these run over every letter of a large audience.
const positionsOf = (states: ChunkStates, one: Letter, other: Letter): number[] => {
  const [oneCode, otherCode] = [one.charCodeAt(0), other.charCodeAt(0)];
  const positions: number[] = [];
  for (let position = 0; position < states.length; position += 1) {
    const code = states.charCodeAt(position);
    if (code === oneCode || code === otherCode) positions.push(position);
  }
  return positions;
};

/** Positions that can be claimed, in order. */
export const pendingPositions = (states: ChunkStates): number[] =>
  positionsOf(states, letter.pending, letter.pendingAgain);

/** Positions that are begun, in order. */
export const begunPositions = (states: ChunkStates): number[] =>
  positionsOf(states, letter.begun, letter.begunAgain);

/** A chunk's recipients, counted. Those that moved are counted in their retry chunk. */
export interface ChunkCounts {
  readonly pending: number;
  /** Those among `pending` that are in doubt once the campaign is not sending. */
  readonly pendingAgain: number;
  readonly begun: number;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
}

/** Counts a chunk in one pass. */
export const countChunk = (states: ChunkStates): ChunkCounts => {
  const found = new Uint32Array(128);
  for (let position = 0; position < states.length; position += 1) {
    const code = states.charCodeAt(position);
    found[code] = (found[code] ?? 0) + 1;
  }
  const of = (value: Letter) => found[value.charCodeAt(0)] ?? 0;
  return {
    pending: of(letter.pending) + of(letter.pendingAgain),
    pendingAgain: of(letter.pendingAgain),
    begun: of(letter.begun) + of(letter.begunAgain),
    delivered: of(letter.delivered),
    failed: of(letter.failed),
    inDoubt: of(letter.inDoubt),
  };
};

/** Is anything pending or begun? As long as it is, the campaign is not complete. */
export const isOpen = (states: ChunkStates): boolean => /[pPbB]/.test(states);

/** Is anything pending? */
export const isClaimable = (states: ChunkStates): boolean => /[pP]/.test(states);
