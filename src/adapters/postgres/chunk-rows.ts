import type { EpochMs } from '../../service/campaign-store.js';
import type { Recipient } from '../../service/recipient-ledger.js';
import type { ChunkRow } from '../../sql/settle-step.js';
import type { Session } from './session.js';

/** Adds a chunk of people who are in the audience already, that nobody owns; says which number it got. */
export const insertChunk = async (
  session: Session,
  campaign: number,
  added: {
    readonly recipients: readonly Recipient[];
    readonly states: string;
    readonly attempt: number;
    readonly notBefore: EpochMs;
  },
): Promise<number> => {
  const row = await session.get<{ chunk: number }>(
    `with numbered as (
       update @campaign_audience set chunks = chunks + 1
       where campaign = $1 returning chunks - 1 as chunk
     ), listed as (
       insert into @campaign_chunk (campaign, chunk, attempt, recipients)
       select $1::bigint, chunk, $2::integer, $3 from numbered
     )
     insert into @campaign_chunk_state (campaign, chunk, open, not_before, states)
     select $1::bigint, chunk, true, $4::bigint, $5 from numbered returning chunk`,
    campaign,
    added.attempt,
    JSON.stringify(added.recipients),
    added.notBefore,
    added.states,
  );
  return row?.chunk ?? 0;
};

/** The chunks that a step touches, locked in the order of their numbers until the commit. */
export const lockChunks = async (
  session: Session,
  campaign: number,
  chunks: readonly number[],
): Promise<Map<number, ChunkRow>> => {
  if (chunks.length === 0) return new Map();
  const rows = await session.all<ChunkRow>(
    `select chunk, owner, states from @campaign_chunk_state
     where campaign = $1 and chunk = any($2) order by chunk for update`,
    campaign,
    chunks,
  );
  return new Map(rows.map((row) => [row.chunk, row]));
};
