import type { CampaignStatus } from 'campaign-machine/lifecycle';
import type { Arrow } from '../../../lifecycle-diagram/lay-out.js';
import { useMediaQuery } from '../parts/use-media-query.js';
import { arrows, box, centreOf, routeOf, sizeOf, statuses } from './lifecycle-geometry.js';
import './lifecycle-diagram.css';

interface LifecycleDiagramProps {
  readonly status: CampaignStatus;
  /** The events that led to this status, each from another one. */
  readonly walked: readonly Pick<Arrow, 'from' | 'event'>[];
}

const isWalked = ({ from, event }: Arrow, { walked }: LifecycleDiagramProps): boolean =>
  walked.some((step) => step.from === from && step.event === event);

const wayOf = (arrow: Arrow, props: LifecycleDiagramProps) => {
  if (isWalked(arrow, props)) return 'walked';
  return arrow.from === props.status ? 'open' : 'closed';
};

const sentenceOf = (status: CampaignStatus): string => {
  const events = arrows.filter(({ from }) => from === status).map(({ event }) => event);
  const next = events.length > 0 ? `It accepts ${events.join(' and ')}.` : 'This is the end.';
  return `The lifecycle of a campaign. This one is ${status}. ${next}`;
};

const ArrowHead = ({ way }: { readonly way: string }) => (
  <marker
    id={`head-${way}`}
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="9"
    markerHeight="9"
    markerUnits="userSpaceOnUse"
    orient="auto"
  >
    <path className="lifecycle-head" data-way={way} d="M0 0.5 7 4 0 7.5Z" />
  </marker>
);

/** The lifecycle, drawn from its table: the present status is lit, and so is the way that led to it. */
export const LifecycleDiagram = (props: LifecycleDiagramProps) => {
  const { status } = props;
  const direction = useMediaQuery('(width < 760px)') ? 'down' : 'across';
  const { width, height } = sizeOf(direction);
  const walked = arrows.filter((arrow) => isWalked(arrow, props));
  const stateOf = (each: string) => {
    if (each === status) return 'lit';
    return walked.some(({ from }) => from === each) ? 'visited' : undefined;
  };
  return (
    <section className="card lifecycle" aria-labelledby="lifecycle-title">
      <h2 id="lifecycle-title">Lifecycle</h2>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        role="img"
        aria-label={sentenceOf(status)}
      >
        <defs>
          <ArrowHead way="closed" />
          <ArrowHead way="open" />
          <ArrowHead way="walked" />
        </defs>
        {arrows.map((arrow) => {
          const { line, label } = routeOf(arrow, direction);
          const way = wayOf(arrow, props);
          return (
            <g key={`${arrow.from} ${arrow.event}`}>
              <path
                className="lifecycle-arrow"
                data-way={way}
                d={line}
                markerEnd={`url(#head-${way})`}
              />
              <text
                className="lifecycle-event"
                data-way={way}
                x={label.x}
                y={label.y}
                textAnchor={label.anchor}
              >
                {arrow.event}
              </text>
            </g>
          );
        })}
        {statuses.map((each) => {
          const { x, y } = centreOf(each, direction);
          return (
            <g
              key={each}
              className="lifecycle-status"
              data-status={each}
              data-state={stateOf(each)}
            >
              <rect x={x - box.width / 2} y={y - box.height / 2} {...box} rx="10" />
              <text x={x} y={y + 5} textAnchor="middle">
                {each}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
};
