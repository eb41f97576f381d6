import type { QueryClient } from '@tanstack/react-query';
import type { CampaignDetails, CampaignRow, ServerNews } from '../../api.js';
import { campaignDetails, campaignList } from './campaign-queries.js';
import { hear, laterOf, withHeard } from './heard.js';
import { hearInspects } from './inspects.js';
import { withSample } from './samples.js';

/** What the server says goes in here, and the pages are drawn from what comes of it. */
export interface LiveCache {
  readonly hello: (news: ServerNews['hello']) => void;
  readonly campaign: (row: CampaignRow) => void;
  readonly sample: (news: ServerNews['sample']) => void;
  /** A campaign as a command's answer shows it. */
  readonly answer: (campaign: CampaignDetails) => void;
}

/** How soon what only the details have is read again: the receipt, the audit trail, a stall. */
const rereadAfterMs = 200;

/** While it is sending only the counts rise, and a row has all of them. */
const isOnlyProgress = (shown: CampaignDetails, row: CampaignRow): boolean =>
  shown.status === row.status &&
  shown.receipt === null &&
  !shown.stalled &&
  shown.audience.sealed === row.audience.sealed &&
  JSON.stringify(shown.counts) !== JSON.stringify(row.counts);

/** Keeps the cached list and reports up to date with what the server tells of its own accord. */
export const createLiveCache = (client: QueryClient): LiveCache => {
  const rereads = new Map<string, ReturnType<typeof setTimeout>>();
  let isDrawing = false;

  // Once for all that comes within a frame: a list of thousands is copied each time.
  const drawList = () => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      client.setQueryData(campaignList.queryKey, (list) => list && withHeard(list));
    });
  };
  // Later, and then once: a cancelled campaign settles in a burst of changes.
  const rereadSoon = (id: string) => {
    if (rereads.has(id)) return;
    const reread = () => {
      rereads.delete(id);
      void client.invalidateQueries({ queryKey: campaignDetails(id).queryKey });
    };
    rereads.set(id, setTimeout(reread, rereadAfterMs));
  };

  return {
    hello: ({ resumed, inspects }) => {
      hearInspects(inspects);
      if (!resumed) void client.invalidateQueries();
    },
    campaign: (row) => {
      hear(row);
      drawList();
      const { queryKey } = campaignDetails(row.id);
      const shown = client.getQueryData(queryKey);
      if (!shown) return;
      client.setQueryData(queryKey, { ...shown, ...laterOf(shown) });
      if (!isOnlyProgress(shown, row)) rereadSoon(row.id);
    },
    sample: ({ id, sample }) => {
      client.setQueryData(
        campaignDetails(id).queryKey,
        (shown) => shown && { ...shown, samples: withSample(shown.samples, sample) },
      );
    },
    answer: (campaign) => {
      const { body, receipt, outcome, stalled, audienceError, history, samples, ...row } = campaign;
      hear(row);
      drawList();
      client.setQueryData(campaignDetails(row.id).queryKey, { ...campaign, ...laterOf(row) });
    },
  };
};
