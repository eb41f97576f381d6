import { Link } from 'wouter';

interface EmptyListProps {
  readonly hasCampaigns: boolean;
  readonly onShowAll: () => void;
}

/** What stands in the place of rows: a first step, or the way back from a filter that found nothing. */
export const EmptyList = ({ hasCampaigns, onShowAll }: EmptyListProps) =>
  hasCampaigns ? (
    <div className="empty">
      <h2>No campaign fits</h2>
      <p className="muted">None has this status and this name.</p>
      <button type="button" className="button" onClick={onShowAll}>
        Show all
      </button>
    </div>
  ) : (
    <div className="empty">
      <h2>No campaigns yet</h2>
      <p className="muted">Write a message, choose who gets it, and stop it when you must.</p>
      <Link href="/new" className="button" data-kind="primary">
        New campaign
      </Link>
    </div>
  );
