import { type CampaignStatus, campaignStatuses } from 'campaign-machine/lifecycle';
import type { CampaignRow } from '../../api.js';
import { progressOf } from '../parts/progress.js';

/** What a person wants to see of the list. It stands in the address, so that it can be kept and sent. */
export interface Choice {
  readonly status: CampaignStatus | undefined;
  readonly sort: SortKey | undefined;
  readonly isDescending: boolean;
  readonly find: string;
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const share = (row: CampaignRow): number => {
  const { handedOver, audience } = progressOf(row);
  return audience === 0 ? 0 : handedOver / audience;
};

/** The order of two rows by each column that can be sorted by. */
const orders = {
  name: (a: CampaignRow, b: CampaignRow) => byName.compare(a.title, b.title),
  status: (a: CampaignRow, b: CampaignRow) =>
    campaignStatuses.indexOf(a.status) - campaignStatuses.indexOf(b.status),
  audience: (a: CampaignRow, b: CampaignRow) => progressOf(a).audience - progressOf(b).audience,
  progress: (a: CampaignRow, b: CampaignRow) => share(a) - share(b),
};

/** A column that the list can be sorted by. */
export type SortKey = keyof typeof orders;

const newestFirst = (a: CampaignRow, b: CampaignRow) =>
  b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

/** What the address says; what it misspells is as if it were not there. */
export const choiceOf = (query: URLSearchParams): Choice => {
  const sort = query.get('sort') ?? '';
  const key = sort.replace(/^-/, '');
  return {
    status: campaignStatuses.find((status) => status === query.get('status')),
    sort: Object.hasOwn(orders, key) ? (key as SortKey) : undefined,
    isDescending: sort.startsWith('-'),
    find: query.get('find') ?? '',
  };
};

/** The query of an address that says this. */
export const queryOf = ({ status, sort, isDescending, find }: Choice): URLSearchParams =>
  new URLSearchParams({
    ...(status && { status }),
    ...(sort && { sort: `${isDescending ? '-' : ''}${sort}` }),
    ...(find && { find }),
  });

/** The rows that were chosen, in their order. The one with the focus stays even if it has moved on. */
export const chosenRows = (
  list: ReadonlyMap<string, CampaignRow>,
  { status, sort, isDescending, find }: Choice,
  keptId: string | undefined,
): readonly CampaignRow[] => {
  const wanted = find.toLocaleLowerCase();
  const rows = [...list.values()].filter(
    (row) =>
      row.id === keptId ||
      ((status === undefined || row.status === status) &&
        (wanted === '' || row.title.toLocaleLowerCase().includes(wanted))),
  );
  if (sort === undefined) return rows.sort(newestFirst);
  const direction = isDescending ? -1 : 1;
  return rows.sort((a, b) => direction * orders[sort](a, b) || newestFirst(a, b));
};
