import { lazy, Suspense } from 'react';
import { Link, Route, Switch } from 'wouter';
import { NewCampaignPage } from './compose/new-campaign-page.js';
import { CampaignListPage } from './list/campaign-list-page.js';
import { useInspects } from './live/inspects.js';
import { ConnectionState } from './parts/connection-state.js';
import { Failsafe } from './parts/failsafe.js';
import { Notice } from './parts/notice.js';
import { Page } from './parts/page.js';
import { ReportPage } from './report/report-page.js';
import './parts/button.css';
import './app.css';

const NotFound = () => (
  <Page title="Not found">
    <h1>There is no such page</h1>
    <p>
      <Link href="/">All campaigns</Link>
    </p>
  </Page>
);

// Loaded when it is looked at: the other pages have no use for the inspector's library.
const InspectorPage = lazy(async () => {
  const { InspectorPage } = await import('./inspector/inspector-page.js');
  return { default: InspectorPage };
});

/** The bar at the top, and below it the page that the address names. */
export const App = () => {
  const inspects = useInspects();
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="app-bar">
        <Link href="/" className="app-name">
          <img src="/icon.svg" alt="" width="24" height="24" />
          <span>Campaigns</span>
        </Link>
        <ConnectionState />
        {inspects && (
          <Link href="/inspector" className="app-inspector">
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
              <circle cx="8.5" cy="8.5" r="5.5" />
              <path d="m12.5 12.5 5 5" />
            </svg>
            <span>Inspector</span>
          </Link>
        )}
        <Link href="/new" className="button" data-kind="primary" data-size="small">
          New campaign
        </Link>
      </header>
      <Failsafe
        fallback={
          <Page title="Trouble">
            <Notice tone="bad" title="This page has failed.">
              Load it again. What was sent or stopped is not touched by it.
            </Notice>
          </Page>
        }
      >
        <Switch>
          <Route path="/" component={CampaignListPage} />
          <Route path="/new" component={NewCampaignPage} />
          <Route path="/campaigns/:id">
            {({ id }) => <ReportPage key={id} id={decodeURIComponent(id)} />}
          </Route>
          <Route path="/inspector">
            <Suspense fallback={<Page title="Inspector">{null}</Page>}>
              <InspectorPage />
            </Suspense>
          </Route>
          <Route component={NotFound} />
        </Switch>
      </Failsafe>
    </>
  );
};
