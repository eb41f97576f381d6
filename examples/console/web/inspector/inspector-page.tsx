import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { campaignList } from '../live/campaign-queries.js';
import { useInspects } from '../live/inspects.js';
import { Notice } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { LifecycleDiagram } from '../report/lifecycle-diagram.js';
import { CampaignPicker, knownStatus } from './campaign-picker.js';
import { EventList } from './event-list.js';
import type { InspectedCampaign, InspectedRow } from './inspected-campaigns.js';
import { useInspection } from './use-inspection.js';
import '../parts/card.css';
import './inspector-page.css';

const stepsOf = (rows: readonly InspectedRow[]) =>
  rows.flatMap(({ move, name }) => (move ? [{ from: move.from, event: name }] : []));

const Inspected = ({ campaign }: { readonly campaign: InspectedCampaign }) => {
  const status = knownStatus(campaign.status);
  return (
    <>
      {status && <LifecycleDiagram status={status} walked={stepsOf(campaign.rows)} />}
      {!status && <Notice tone="plain" title="Its state is none of the lifecycle's." />}
      <EventList rows={campaign.rows} />
    </>
  );
};

const Inspector = () => {
  const { line, campaigns } = useInspection();
  const { data: list } = useQuery(campaignList);
  const [query, setQuery] = useSearchParams();
  const [newest] = campaigns;
  const chosenId = query.get('campaign') ?? newest?.id;
  const chosen = campaigns.find(({ id }) => id === chosenId);
  return (
    <>
      {line === 'lost' && (
        <Notice tone="doubt" title="The line to the inspector is lost. Connecting again…">
          What is shown below may be out of date.
        </Notice>
      )}
      <div className="inspector" aria-busy={line === 'connecting'}>
        <CampaignPicker
          campaigns={campaigns}
          titleOf={(id) => list?.get(id)?.title}
          chosenId={chosenId}
          onChoose={(campaign) => setQuery({ campaign }, { replace: true })}
        />
        <div className="inspected">
          {chosen && <Inspected campaign={chosen} />}
          {!chosen && line === 'open' && (
            <Notice tone="plain" title="Nothing has been heard yet.">
              {chosenId === undefined
                ? 'A campaign comes up here as soon as this server is asked something of it.'
                : `${chosenId} comes up here as soon as this server is asked something of it.`}
            </Notice>
          )}
        </div>
      </div>
    </>
  );
};

/** What this server's commands do to campaigns, as Stately's inspector is told it; needs no internet. */
export const InspectorPage = () => {
  const inspects = useInspects();
  return (
    <Page title="Inspector">
      <Link href="/" className="way-back">
        All campaigns
      </Link>
      <header>
        <div>
          <h1>Inspector</h1>
          <p className="muted">Every command that this server decided, and what came of it.</p>
        </div>
      </header>
      {inspects === undefined && <div className="inspector" aria-busy="true" />}
      {inspects === true && <Inspector />}
      {inspects === false && (
        <Notice tone="plain" title="The inspector is off.">
          Start the console with <code>npm start -- --inspect</code> to turn it on.
        </Notice>
      )}
    </Page>
  );
};
