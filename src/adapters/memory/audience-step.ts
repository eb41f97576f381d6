import { CampaignInputError } from '../../lifecycle/index.js';
import { pendingChunk } from '../../service/chunk.js';
import type { Recipient } from '../../service/recipient-ledger.js';
import { survivesJson } from '../../service/survives-json.js';
import { frozenCopy } from './frozen-copy.js';
import type { AudienceRow, CampaignRow } from './memory-state.js';

/** Refuses what could not be read again as it was written. */
export const checkRecipients = (recipients: readonly Recipient[]): void => {
  for (const recipient of recipients) {
    if (typeof recipient?.id === 'string' && survivesJson(recipient)) continue;
    const id = JSON.stringify(recipient?.id);
    const expected = `recipients with an id that survive JSON; this one has the id ${id}`;
    throw new CampaignInputError('invalid-recipient', expected, recipient);
  }
};

const known = new WeakMap<AudienceRow, Set<string>>();

/**
 * The ids of everybody in the audience. They follow from the chunks; they are remembered from one
 * append to the next, because looking through them every time would be quadratic. Taken out of the
 * memory while they are added to: an older row that is restored must not find what came after it.
 */
const takeIds = ({ audience, chunks }: CampaignRow): Set<string> => {
  const ids = known.get(audience);
  known.delete(audience);
  return ids ?? new Set(chunks.flatMap(({ recipients }) => recipients.map(({ id }) => id)));
};

/** The audience with one more chunk: those of the recipients who are not in it yet. */
export const appendStep = (row: CampaignRow, recipients: readonly Recipient[]): CampaignRow => {
  const ids = takeIds(row);
  const fresh = recipients.filter(({ id }) => !ids.has(id) && ids.add(id));
  const audience = { ...row.audience, size: row.audience.size + fresh.length };
  known.set(audience, ids);
  if (fresh.length === 0) return { ...row, audience };
  const chunk = {
    recipients: frozenCopy(fresh),
    states: pendingChunk(fresh.length),
    attempt: 1,
    notBefore: 0,
    owner: null,
    doubts: {},
  };
  return { ...row, audience, chunks: [...row.chunks, chunk] };
};
