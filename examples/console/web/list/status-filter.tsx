import { type CampaignStatus, campaignStatuses } from 'campaign-machine/lifecycle';
import type { CampaignRow } from '../../api.js';
import { formatCount } from '../parts/numbers.js';
import './status-filter.css';

interface StatusFilterProps {
  readonly list: ReadonlyMap<string, CampaignRow> | undefined;
  readonly chosen: CampaignStatus | undefined;
  readonly onChoose: (status: CampaignStatus | undefined) => void;
}

const countByStatus = (list: ReadonlyMap<string, CampaignRow>) => {
  const counts = new Map<CampaignStatus | undefined, number>([[undefined, list.size]]);
  for (const { status } of list.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
};

/** One button for each status, with how many campaigns are in it. */
export const StatusFilter = ({ list, chosen, onChoose }: StatusFilterProps) => {
  const counts = list && countByStatus(list);
  return (
    <fieldset className="status-filter">
      <legend className="unseen">Filter by status</legend>
      {[undefined, ...campaignStatuses].map((status) => (
        <button
          key={status ?? 'all'}
          type="button"
          aria-pressed={chosen === status}
          onClick={() => onChoose(status)}
        >
          {status ?? 'all'}
          <span className="number">{counts ? formatCount(counts.get(status) ?? 0) : '–'}</span>
        </button>
      ))}
    </fieldset>
  );
};
