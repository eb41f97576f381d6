import { CampaignInputError } from '../lifecycle/index.js';
import type { NewCampaign } from '../service/campaign-store.js';
import type { Recipient } from '../service/recipient-ledger.js';
import { survivesJson } from '../service/survives-json.js';

/** Refuses data that could not be read again as it was written. */
export const checkData = ({ id, data }: NewCampaign): void => {
  if (survivesJson(data)) return;
  const expected = `data that survives JSON, for campaign ${JSON.stringify(id)}`;
  throw new CampaignInputError('invalid-data', expected, data);
};

/** Refuses recipients that could not be read again as they were written. */
export const checkRecipients = (recipients: readonly Recipient[]): void => {
  for (const recipient of recipients) {
    if (typeof recipient?.id === 'string' && survivesJson(recipient)) continue;
    const expected = `recipients with a text as their id that survive JSON; this one has the id ${JSON.stringify(recipient?.id)}`;
    throw new CampaignInputError('invalid-recipient', expected, recipient);
  }
};

/** Refuses a resume point that could not be read again as it was written. */
export const checkCheckpoint = (value: unknown): void => {
  if (value === undefined || survivesJson(value)) return;
  throw new CampaignInputError('invalid-data', 'a checkpoint that survives JSON', value);
};

/** Where a page goes on: below which internal key. */
export const keyBefore = (after: string | undefined): number => {
  if (after === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new CampaignInputError('invalid-cursor', 'the `next` of a page that list gave', after);
};
