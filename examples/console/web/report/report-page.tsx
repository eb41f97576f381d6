import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { campaignDetails } from '../live/campaign-queries.js';
import { refusalOf } from '../live/refusal.js';
import { Notice } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { Report } from './report.js';

/** The report of one campaign, live. */
export const ReportPage = ({ id }: { readonly id: string }) => {
  const { data, error, refetch } = useQuery(campaignDetails(id));
  if (data) return <Report campaign={data} />;
  return (
    <Page title="Report">
      <Link href="/" className="way-back">
        All campaigns
      </Link>
      {!error && <div className="report-skeleton" aria-busy="true" />}
      {error && refusalOf(error).status === 404 && (
        <>
          <h1>There is no such campaign</h1>
          <p className="muted">Nothing is known under this address.</p>
        </>
      )}
      {error && refusalOf(error).status !== 404 && (
        <Notice
          tone="bad"
          title={error.message}
          action={
            <button type="button" className="button" onClick={() => void refetch()}>
              Try again
            </button>
          }
        >
          The report could not be read. Nothing has happened to the campaign.
        </Notice>
      )}
    </Page>
  );
};
