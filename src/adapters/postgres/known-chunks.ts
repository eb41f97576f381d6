import { isOpen } from '../../service/chunk.js';
import type { ChunkRow } from '../../sql/settle-step.js';

/**
 * What the chunks hold that this process works on, as its own last step left them: the next step need
 * not read them first. It is never taken for the truth. A statement that relies on it compares, and
 * writes nothing where the row says otherwise; what is not known costs no more than to read it.
 */
export interface KnownChunks {
  /** These chunks under this token; `undefined` if one of them is not known. */
  find(token: string, chunks: Iterable<number>): ReadonlyMap<number, ChunkRow> | undefined;
  /** Notes them down if they are still this token's and open, and forgets them otherwise. */
  note(token: string, rows: Iterable<ChunkRow>): void;
}

// A worker is on a chunk or two of each of its campaigns. More than these are read again.
const chunksMax = 1000;

export const createKnownChunks = (): KnownChunks => {
  const rows = new Map<string, ChunkRow>();
  const nameOf = (token: string, chunk: number) => `${chunk} ${token}`;
  return {
    find: (token, chunks) => {
      const found = new Map<number, ChunkRow>();
      for (const chunk of chunks) {
        const row = rows.get(nameOf(token, chunk));
        if (!row) return undefined;
        found.set(chunk, row);
      }
      return found;
    },
    note: (token, noted) => {
      for (const row of noted) {
        const name = nameOf(token, row.chunk);
        // Deleted first, so that those which were not noted for longest come first.
        rows.delete(name);
        if (row.owner === token && isOpen(row.states)) rows.set(name, row);
      }
      for (const name of rows.keys()) {
        if (rows.size <= chunksMax) break;
        rows.delete(name);
      }
    },
  };
};
