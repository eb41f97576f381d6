import { formatClock } from '../parts/moments.js';
import type { InspectedRow } from './inspected-campaigns.js';
import './event-list.css';

const Row = ({ at, kind, name, note, effects, move }: InspectedRow) => (
  <li data-kind={kind}>
    <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time>
    <p>
      <strong>{name}</strong>
      {note && <span className="event-note">{note}</span>}
      {move && <span>{move.from ? `${move.from} → ${move.to}` : `→ ${move.to}`}</span>}
      {effects.map((effect) => (
        <code key={effect}>{effect}</code>
      ))}
    </p>
  </li>
);

/** What happened to a campaign, newest first: so the latest is in view without scrolling. */
export const EventList = ({ rows }: { readonly rows: readonly InspectedRow[] }) => (
  <section className="card event-list" aria-labelledby="events-title">
    <h2 id="events-title">Events</h2>
    {rows.length === 0 && <p className="muted">Nothing has happened since it was heard of.</p>}
    <ol reversed>
      {rows.map((row) => (
        <Row key={row.number} {...row} />
      ))}
    </ol>
  </section>
);
