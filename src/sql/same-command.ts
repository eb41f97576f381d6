import { CampaignInputError } from '../lifecycle/index.js';
import type { HistoryEntry, StatusChange } from '../service/campaign-store.js';

/**
 * The answer that a command got before, if it is the same command.
 *
 * @throws `CampaignInputError` with code `command-id-reused`
 */
export const sameCommand = (
  entry: HistoryEntry,
  { commandId, decision }: StatusChange,
): HistoryEntry => {
  if (entry.event === decision.event) return entry;
  const expected = `a command id that was not used for ${entry.event} before`;
  throw new CampaignInputError('command-id-reused', expected, commandId);
};
