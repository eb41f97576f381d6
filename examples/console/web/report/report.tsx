import { Link } from 'wouter';
import type { CampaignDetails } from '../../api.js';
import { formatMoment } from '../parts/moments.js';
import { Notice } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { StatusBadge } from '../parts/status-badge.js';
import { ScheduleButton } from '../schedule/schedule-button.js';
import { StopButton } from '../stop/stop-button.js';
import { AuditTrail } from './audit-trail.js';
import { Figures } from './figures.js';
import { LifecycleDiagram } from './lifecycle-diagram.js';
import { Message } from './message.js';
import { Plot } from './plot.js';
import { ReceiptCard } from './receipt-card.js';
import '../parts/card.css';
import './report.css';

const whenOf = ({ status, outcome, dueAt, createdAt, changedAt }: CampaignDetails): string => {
  if (outcome !== null) return `Ended ${formatMoment(changedAt)}`;
  if (status === 'draft') return `Created ${formatMoment(createdAt)}`;
  if (status === 'ready' && dueAt !== null) return `Due ${formatMoment(dueAt)}`;
  return `Since ${formatMoment(changedAt)}`;
};

const stepsOf = (history: CampaignDetails['history']) =>
  history.flatMap(({ decision }) => (decision?.accepted ? [decision] : []));

/** All that is known of a campaign, and the buttons for what can be done with it. */
export const Report = ({ campaign }: { readonly campaign: CampaignDetails }) => {
  const { id, title, status, receipt, stalled, audienceError, history } = campaign;
  return (
    <Page title={title}>
      <Link href="/" className="way-back">
        All campaigns
      </Link>
      <header className="report-head">
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p className="muted">
            <StatusBadge status={status} />
            <span className="number">{whenOf(campaign)}</span>
            <code>{id}</code>
          </p>
        </div>
        <div className="report-actions">
          {status === 'draft' && <ScheduleButton campaign={campaign} />}
          <StopButton campaign={campaign} place="report" />
        </div>
      </header>
      {stalled && (
        <Notice tone="doubt" title="Nobody is at work on it.">
          It is taken up again by itself, and can be stopped like any other.
        </Notice>
      )}
      {audienceError !== null && (
        <Notice tone="bad" title="The audience could not be read.">
          {audienceError}
        </Notice>
      )}
      <div className="report">
        <Figures campaign={campaign} />
        {receipt && <ReceiptCard receipt={receipt} campaign={campaign} />}
        <Plot campaign={campaign} />
        <LifecycleDiagram status={status} walked={stepsOf(history)} />
        <Message campaign={campaign} />
        <AuditTrail history={history} />
      </div>
    </Page>
  );
};
