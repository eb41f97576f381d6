import type { Memory, MemorySnapshot } from '../../../src/adapters/memory/index.js';

/** What can be written over in a snapshot's copy. */
export type Writable<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Writable<Value[Key]> }
  : Value;

/** A campaign's row, to be written over. */
export type WritableRow = Writable<MemorySnapshot>['campaigns'][number];

type Rows = Pick<Memory, 'dump' | 'restore'>;

/** Changes a copy of everything that is stored, and puts it in place. */
export const tamperAll = (
  memory: Rows,
  edit: (snapshot: Writable<MemorySnapshot>) => void,
): void => {
  const snapshot = structuredClone(memory.dump()) as Writable<MemorySnapshot>;
  edit(snapshot);
  memory.restore(snapshot as MemorySnapshot);
};

/** Changes one campaign behind the ports' back, if it is there. */
export const tamper = (
  memory: Rows,
  campaignId: string,
  edit: (row: WritableRow) => unknown,
): void =>
  tamperAll(memory, ({ campaigns }) => {
    const row = campaigns.find(({ record }) => record.id === campaignId);
    if (row) edit(row);
  });

/** A campaign's row as it is. */
export const rowOf = (memory: Rows, campaignId: string) =>
  memory.dump().campaigns.find(({ record }) => record.id === campaignId);

/**
 * Runs a step while the campaign is not what it is. A step of the memory adapter happens as soon as
 * it is called, so nothing else can see the pretence.
 */
export const pretending = <Result>(
  memory: Rows,
  campaignId: string,
  edit: (row: WritableRow) => unknown,
  undo: (row: WritableRow, before: WritableRow) => unknown,
  step: () => Result,
): Result => {
  const before = structuredClone(rowOf(memory, campaignId)) as WritableRow | undefined;
  tamper(memory, campaignId, edit);
  const result = step();
  if (before) tamper(memory, campaignId, (row) => undo(row, before));
  return result;
};
