import { type CampaignStatus, campaignStatuses } from 'campaign-machine/lifecycle';
import { useState } from 'react';
import { StatusBadge } from '../parts/status-badge.js';
import type { InspectedCampaign } from './inspected-campaigns.js';
import './campaign-picker.css';

interface CampaignPickerProps {
  readonly campaigns: readonly InspectedCampaign[];
  readonly titleOf: (id: string) => string | undefined;
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** A status that is drawn; of another machine there may be any. */
export const knownStatus = (status: string): CampaignStatus | undefined =>
  campaignStatuses.find((known) => known === status);

const State = ({ status }: { readonly status: string }) => {
  const known = knownStatus(status);
  return known ? <StatusBadge status={known} /> : <code>{status || 'unknown'}</code>;
};

/** The campaigns that were heard of, newest first, to choose one. */
export const CampaignPicker = ({ campaigns, titleOf, chosenId, onChoose }: CampaignPickerProps) => {
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const found = campaigns.filter(({ id }) =>
    `${id} ${titleOf(id) ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <section className="card campaign-picker" aria-labelledby="picker-title">
      <h2 id="picker-title">Heard of</h2>
      <input
        className="input"
        type="search"
        aria-label="Find by id or name"
        placeholder="Find by id or name"
        value={find}
        onChange={(event) => setFind(event.target.value)}
      />
      {found.length === 0 && (
        <p className="muted">{campaigns.length > 0 ? 'No campaign fits.' : 'None yet.'}</p>
      )}
      {found.length > 0 && (
        <ul>
          {found.map(({ id, status }) => (
            <li key={id}>
              <button type="button" aria-pressed={id === chosenId} onClick={() => onChoose(id)}>
                <bdi>{titleOf(id) ?? id}</bdi>
                <State status={status} />
                {titleOf(id) !== undefined && <code>{id}</code>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
