import type { Settlement } from './recipient-ledger.js';

/**
 * The states of a chunk's recipients as one string, a letter a recipient, which is how adapters
 * store them: one small row to write for many recipients.
 */
export type ChunkStates = string;

/** The letters. `moved`: the recipient waits in a retry chunk and is counted there. */
export const letter = {
  pending: 'p',
  begun: 'b',
  delivered: 'd',
  failed: 'f',
  inDoubt: 'i',
  moved: 'm',
} as const;

const settled = {
  delivered: letter.delivered,
  failed: letter.failed,
  'in-doubt': letter.inDoubt,
  retry: letter.moved,
  untouched: letter.pending,
} as const satisfies Record<Settlement['outcome'], string>;

const put = (states: ChunkStates, position: number, value: string): ChunkStates =>
  states.slice(0, position) + value + states.slice(position + 1);

/** A chunk nobody was sent anything of. */
export const pendingChunk = (size: number): ChunkStates => letter.pending.repeat(size);

/** Marks all of these as begun, or answers `null` if one of them is not pending. */
export const begin = (states: ChunkStates, positions: readonly number[]): ChunkStates | null => {
  if (positions.some((position) => states[position] !== letter.pending)) return null;
  if (new Set(positions).size !== positions.length) return null;
  return positions.reduce((next, position) => put(next, position, letter.begun), states);
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
  if (states[position] !== (late ? letter.inDoubt : letter.begun)) return null;
  if (late && outcome !== 'delivered' && outcome !== 'failed') return null;
  return put(states, position, settled[outcome]);
};

/** What is left of a chunk whose lease is gone: begun is in doubt, or pending if it may be resent. */
export const expire = (states: ChunkStates, resendBegun: boolean): ChunkStates =>
  states.replaceAll(letter.begun, resendBegun ? letter.pending : letter.inDoubt);

/** Positions of one letter, in order. */
export const positionsOf = (states: ChunkStates, wanted: string): number[] =>
  [...states].flatMap((state, position) => (state === wanted ? [position] : []));

/** How many recipients of the chunk have this letter. */
export const count = (states: ChunkStates, wanted: string): number =>
  positionsOf(states, wanted).length;

/** Pending or begun: as long as there are any, the campaign is not complete. */
export const open = (states: ChunkStates): number =>
  count(states, letter.pending) + count(states, letter.begun);
