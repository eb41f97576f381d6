import type { CampaignRow } from '../../api.js';

/**
 * The latest row of each campaign that the server has told of by itself. What is read is older than
 * what was heard while it was being read; the version says which is which, also across a restart.
 */
const heard = new Map<string, CampaignRow>();

/** The later one of this row and what was heard of it. */
export const laterOf = (row: CampaignRow): CampaignRow => {
  const other = heard.get(row.id);
  return other && other.version > row.version ? other : row;
};

/** Keeps a row, unless a later one was heard. */
export const hear = (row: CampaignRow): void => {
  heard.set(row.id, laterOf(row));
};

/** A list that was just read, with what came while it was being read. */
export const withHeard = (list: ReadonlyMap<string, CampaignRow>): Map<string, CampaignRow> => {
  const merged = new Map(list);
  for (const row of heard.values()) merged.set(row.id, laterOf(merged.get(row.id) ?? row));
  return merged;
};
