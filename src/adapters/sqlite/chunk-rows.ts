import type { EpochMs } from '../../service/campaign-store.js';
import { isOpen } from '../../service/chunk.js';
import type { Recipient } from '../../service/recipient-ledger.js';
import type { ChunkRow } from '../../sql/settle-step.js';
import type { Session } from './session.js';

/** Adds a chunk that nobody owns, and says which number it got. */
export const insertChunk = (
  session: Session,
  campaign: number,
  added: {
    readonly recipients: readonly Recipient[];
    readonly states: string;
    readonly attempt: number;
    readonly notBefore: EpochMs;
  },
): number => {
  const audience = session.get<{ chunks: number }>(
    'update campaign_audience set chunks = chunks + 1 where campaign = ? returning chunks',
    campaign,
  );
  const chunk = (audience?.chunks ?? 1) - 1;
  session.run(
    'insert into campaign_chunk (campaign, chunk, attempt, recipients) values (?, ?, ?, ?)',
    campaign,
    chunk,
    added.attempt,
    JSON.stringify(added.recipients),
  );
  session.run(
    `insert into campaign_chunk_state (campaign, chunk, open, not_before, states)
     values (?, ?, 1, ?, ?)`,
    campaign,
    chunk,
    added.notBefore,
    added.states,
  );
  return chunk;
};

// `open` is in the indexes: it is written only when it changes, so that the many steps in the middle
// of a chunk touch one page.
const writeStates = (session: Session, campaign: number, { chunk, states }: ChunkRow): void => {
  const closing = isOpen(states) ? '' : ', open = 0, owner = null';
  session.run(
    `update campaign_chunk_state set states = ?${closing} where campaign = ? and chunk = ?`,
    states,
    campaign,
    chunk,
  );
};

/** The chunks that a step touches: each read once, and written once at the end. */
export interface ChunkDesk {
  /** With what this step has changed so far. */
  get(chunk: number): ChunkRow | undefined;
  put(row: ChunkRow): void;
  write(): void;
}

export const createChunkDesk = (session: Session, campaign: number): ChunkDesk => {
  const stored = new Map<number, ChunkRow | undefined>();
  const changed = new Map<number, ChunkRow>();
  const read = (chunk: number): ChunkRow | undefined => {
    if (stored.has(chunk)) return stored.get(chunk);
    const row = session.get<ChunkRow>(
      'select chunk, owner, states from campaign_chunk_state where campaign = ? and chunk = ?',
      campaign,
      chunk,
    );
    stored.set(chunk, row);
    return row;
  };
  return {
    get: (chunk) => changed.get(chunk) ?? read(chunk),
    put: (row) => void changed.set(row.chunk, row),
    write: () => {
      for (const row of changed.values()) {
        if (row.states !== stored.get(row.chunk)?.states) writeStates(session, campaign, row);
      }
    },
  };
};
