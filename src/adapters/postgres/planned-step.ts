import { isOpen } from '../../service/chunk.js';
import type { RecipientLedger } from '../../service/recipient-ledger.js';
import {
  type Added,
  begunRows,
  type ChunkRow,
  type Retry,
  type Step,
  settleOne,
} from '../../sql/settle-step.js';

/** What a step is asked for. */
export type Advance = Parameters<RecipientLedger['advance']>[1];

/** A chunk that a step changes: as it is settled, and with what the step begins as well. */
export interface ChangedChunk {
  readonly chunk: number;
  readonly settled: string;
  readonly begun: string;
  readonly open: boolean;
}

/** What a step comes to on chunks as they are stored. Nothing of it is written yet. */
export interface PlannedStep {
  readonly canBegin: boolean;
  readonly changed: readonly ChangedChunk[];
  readonly added: Added;
  readonly retries: readonly Retry[];
}

const changedChunks = (
  stored: ReadonlyMap<number, ChunkRow>,
  settled: ReadonlyMap<number, ChunkRow>,
  begun: readonly ChunkRow[],
): readonly ChangedChunk[] => {
  const chunks = new Set([...settled.keys(), ...begun.map(({ chunk }) => chunk)]);
  const begunBy = new Map(begun.map((row) => [row.chunk, row.states]));
  return [...chunks].map((chunk) => {
    const states = settled.get(chunk)?.states ?? stored.get(chunk)?.states ?? '';
    return { chunk, settled: states, begun: begunBy.get(chunk) ?? states, open: isOpen(states) };
  });
};

/** Works a step out: what came back is settled, then what is next is begun, all of it or none. */
export const planStep = (
  given: Pick<Step, 'token' | 'cancelledAt' | 'doubts'>,
  stored: ReadonlyMap<number, ChunkRow>,
  { settle, begin }: Advance,
): PlannedStep => {
  const settled = new Map<number, ChunkRow>();
  const added = { delivered: 0, failed: 0, inDoubt: 0, afterCancel: 0 };
  const step: Step = {
    ...given,
    chunks: {
      get: (chunk) => settled.get(chunk) ?? stored.get(chunk),
      put: (row) => void settled.set(row.chunk, row),
    },
    added,
    retries: [],
  };
  for (const settlement of settle) settleOne(step, settlement);
  const begun = begunRows(step, begin);
  const changed = changedChunks(stored, settled, begun ?? []);
  return { canBegin: begun !== null, changed, added, retries: step.retries };
};
