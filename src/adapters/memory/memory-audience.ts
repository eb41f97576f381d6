import { CampaignInputError } from '../../lifecycle/index.js';
import type { EpochMs } from '../../service/campaign-store.js';
import { pendingChunk } from '../../service/chunk.js';
import type { LeaseRef, Recipient, RecipientLedger } from '../../service/recipient-ledger.js';
import { survivesJson } from '../../service/survives-json.js';
import { frozenCopy } from './frozen-copy.js';
import { workingCampaign } from './lease-rows.js';
import {
  type AudienceRow,
  type CampaignRow,
  type MemoryState,
  putCampaign,
} from './memory-state.js';
import { isLater } from './work.js';

/** Refuses what could not be read again as it was written. */
const checkRecipients = (recipients: readonly Recipient[]): void => {
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
const withChunk = (row: CampaignRow, recipients: readonly Recipient[]): CampaignRow => {
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

/** Writing the audience down. */
export const createMemoryAudience = (
  state: MemoryState,
  now: () => EpochMs,
): Pick<RecipientLedger, 'ownAudience' | 'append' | 'seal' | 'failAudience'> => {
  const putAudience = (row: CampaignRow, change: Partial<AudienceRow>) =>
    putCampaign(state, { ...row, audience: { ...row.audience, ...change } });

  /** The campaign, if this lease writes its audience. */
  const writing = (lease: LeaseRef): CampaignRow | undefined => {
    const row = workingCampaign(state, lease, now());
    return row?.audience.owner === lease.token ? row : undefined;
  };

  return {
    ownAudience: async (lease) => {
      const at = now();
      const row = workingCampaign(state, lease, at);
      if (row === undefined) return 'stopped';
      const { sealed, owner } = row.audience;
      if (sealed) return 'sealed';
      if (owner !== null && owner !== lease.token) return 'busy';
      if (isLater(row.audience, at)) return 'later';
      putAudience(row, { owner: lease.token });
      return 'owned';
    },

    append: async (lease, recipients) => {
      checkRecipients(recipients);
      const row = writing(lease);
      if (row === undefined || row.audience.sealed) return 'stopped';
      putCampaign(state, withChunk(row, recipients));
      return 'appended';
    },

    seal: async (lease) => {
      const row = writing(lease);
      if (row === undefined) return 'stopped';
      putAudience(row, { sealed: true, lastError: null, nextTryAt: null });
      return 'sealed';
    },

    failAudience: async (lease, { code, retryInMs }) => {
      const row = writing(lease);
      if (row === undefined || row.audience.sealed) return;
      const attempts = row.audience.attempts + 1;
      const nextTryAt = now() + retryInMs;
      putAudience(row, { owner: null, attempts, lastError: code, nextTryAt });
    },
  };
};
