import type { HistoryEntry } from 'campaign-machine/service';
import { formatMoment } from '../parts/moments.js';
import './audit-trail.css';

const whatOf = ({ event, decision }: HistoryEntry): string => {
  if (!decision) return event === 'CREATE' ? 'created' : 'taken over';
  if (decision.accepted) return `${decision.from} → ${decision.to}`;
  return `rejected as ${decision.reason}: it was ${decision.from}`;
};

/** Who, when, what: every command that was decided, the rejected ones too. */
export const AuditTrail = ({ history }: { readonly history: readonly HistoryEntry[] }) => (
  <section className="card half audit-trail" aria-labelledby="audit-title">
    <h2 id="audit-title">Audit trail</h2>
    <ol>
      {history.map((entry) => (
        <li key={entry.sequence} data-rejected={entry.decision?.accepted === false || undefined}>
          <p>
            <strong>{entry.event}</strong> <span>{whatOf(entry)}</span>
          </p>
          {entry.reason !== null && (
            <p className="reason" dir="auto">
              {entry.reason}
            </p>
          )}
          <small>
            <time dateTime={new Date(entry.at).toISOString()}>{formatMoment(entry.at)}</time>
            {entry.by !== null && (
              <>
                {' '}
                by <bdi>{entry.by}</bdi>
              </>
            )}
          </small>
        </li>
      ))}
    </ol>
  </section>
);
