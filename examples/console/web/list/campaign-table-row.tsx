import { memo } from 'react';
import { Link } from 'wouter';
import type { CampaignRow } from '../../api.js';
import { formatMoment } from '../parts/moments.js';
import { formatCount, formatShare } from '../parts/numbers.js';
import { progressOf } from '../parts/progress.js';
import { ProgressBar } from '../parts/progress-bar.js';
import { StatusBadge } from '../parts/status-badge.js';
import { StopButton } from '../stop/stop-button.js';

interface CampaignTableRowProps {
  readonly campaign: CampaignRow;
  readonly index: number;
  /** The one row that the tab key leads to; the arrow keys lead to the others. */
  readonly isActive: boolean;
  readonly onFocus: (id: string) => void;
}

const whenOf = ({ status, dueAt, createdAt }: CampaignRow): string =>
  status === 'ready' && dueAt !== null && dueAt > createdAt
    ? `Due ${formatMoment(dueAt)}`
    : `Created ${formatMoment(createdAt)}`;

/** One campaign of the list. Drawn again only when something of it has changed. */
export const CampaignTableRow = memo((props: CampaignTableRowProps) => {
  const { campaign, index, isActive, onFocus } = props;
  const { id, title, status } = campaign;
  const progress = progressOf(campaign);
  const tabIndex = isActive ? 0 : -1;
  const handedOver = `${formatCount(progress.handedOver)} of ${formatCount(progress.audience)}`;
  return (
    // The head is row 1.
    <tr aria-rowindex={index + 2} data-id={id} onFocus={() => onFocus(id)}>
      <th scope="row" data-column="name">
        <Link href={`/campaigns/${encodeURIComponent(id)}`} tabIndex={tabIndex} title={title}>
          <bdi>{title}</bdi>
        </Link>
        <small className="only-wide">{whenOf(campaign)}</small>
        <small className="only-narrow number">
          <StatusBadge status={status} />
          {handedOver}
        </small>
      </th>
      <td data-column="status">
        <StatusBadge status={status} />
      </td>
      <td data-column="audience" className="number">
        {formatCount(progress.audience)}
      </td>
      <td data-column="progress">
        <ProgressBar of={progress} />
        <small className="number">
          {handedOver}
          <span>{formatShare(progress.handedOver, progress.audience)}</span>
        </small>
      </td>
      <td data-column="stop">
        <StopButton campaign={campaign} place="list" tabIndex={tabIndex} />
      </td>
    </tr>
  );
});
