import type { CampaignStatus } from 'campaign-machine/lifecycle';
import './status-badge.css';

/** A status, in the product's own word. */
export const StatusBadge = ({ status }: { readonly status: CampaignStatus }) => (
  <span className="status-badge" data-status={status}>
    {status}
  </span>
);
