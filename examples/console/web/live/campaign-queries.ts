import { queryOptions } from '@tanstack/react-query';
import type { CampaignDetails, CampaignPage, CampaignRow } from '../../api.js';
import { laterOf, withHeard } from './heard.js';
import { request } from './request.js';

/** All campaigns by id. */
export type CampaignList = ReadonlyMap<string, CampaignRow>;

const pageLimit = 1_000;

const readList = async (): Promise<CampaignList> => {
  const list = new Map<string, CampaignRow>();
  let after: string | null = '';
  do {
    const query = new URLSearchParams({ limit: String(pageLimit), ...(after && { after }) });
    const page: CampaignPage = await request(`/api/campaigns?${query}`);
    for (const row of page.campaigns) list.set(row.id, row);
    after = page.next;
  } while (after !== null);
  return withHeard(list);
};

const readDetails = async (id: string): Promise<CampaignDetails> => {
  const details = await request<CampaignDetails>(`/api/campaigns/${encodeURIComponent(id)}`);
  return { ...details, ...laterOf(details) };
};

/** The list as the cache keeps it; a Map, which is replaced and never compared member by member. */
export const campaignList = queryOptions({
  queryKey: ['campaigns'],
  queryFn: readList,
  structuralSharing: false,
});

/** One campaign as the cache keeps it. */
export const campaignDetails = (id: string) =>
  queryOptions({ queryKey: ['campaign', id], queryFn: () => readDetails(id) });
