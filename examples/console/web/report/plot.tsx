import { useRef } from 'react';
import type { CampaignDetails } from '../../api.js';
import { formatDuration } from '../parts/moments.js';
import { formatCount, formatShort } from '../parts/numbers.js';
import { useWidth } from '../parts/use-width.js';
import { plotHeight, plotShape } from './plot-shape.js';
import './plot.css';

/** Past the cancel the plot goes on for this share of its span, so that one sees it end. */
const afterCancel = 0.12;

const endOf = ({ samples, receipt }: CampaignDetails): number => {
  const lastAt = samples.at(-1)?.at ?? 0;
  if (!receipt) return lastAt;
  const span = receipt.at - (samples[0]?.at ?? receipt.at);
  return Math.max(receipt.stoppedAt ?? 0, receipt.at + Math.max(1_000, span * afterCancel));
};

const Drawing = ({
  campaign,
  width,
}: {
  readonly campaign: CampaignDetails;
  readonly width: number;
}) => {
  const { samples, receipt } = campaign;
  const shape = plotShape(samples, endOf(campaign), width);
  const { areas, rows, columns, left, right, top, bottom, x } = shape;
  const last = samples.at(-1);
  const cancelX = receipt && x(receipt.at);
  const isLate = cancelX !== null && cancelX > (left + right) / 2;
  const summary = `${formatCount(last?.delivered ?? 0)} sent, ${formatCount(last?.failed ?? 0)} failed and ${formatCount(last?.inDoubt ?? 0)} in doubt after ${formatDuration((last?.at ?? 0) - shape.beginAt)}.`;
  const cancelled = receipt
    ? ` Cancelled after ${formatDuration(receipt.at - shape.beginAt)}.`
    : '';
  return (
    <svg
      width={width}
      height={plotHeight}
      role="img"
      aria-label={`Handed over, over time: ${summary}${cancelled}`}
    >
      {rows.map(({ value, y }) => (
        <g key={value} className="row">
          <path d={`M${left} ${y}H${right}`} />
          <text x={left - 10} y={y + 4} textAnchor="end">
            {formatShort(value)}
          </text>
        </g>
      ))}
      {columns.map(({ ms, x }) => (
        <text key={ms} x={x} y={bottom + 18} textAnchor={ms === 0 ? 'start' : 'middle'}>
          {formatDuration(ms)}
        </text>
      ))}
      {areas.map(({ layer, path, line }) => (
        <g key={layer} data-layer={layer}>
          <path className="area" d={path} />
          {line && <path className="line" d={line} />}
        </g>
      ))}
      {cancelX !== null && (
        <g className="cancel-mark">
          <path d={`M${cancelX} ${top - 12}V${bottom}`} />
          <text x={cancelX + (isLate ? -8 : 8)} y={top - 6} textAnchor={isLate ? 'end' : 'start'}>
            Cancelled
          </text>
        </g>
      )}
    </svg>
  );
};

/** What was handed over, over time, with the moment of the cancel. */
export const Plot = ({ campaign }: { readonly campaign: CampaignDetails }) => {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const hasSamples = campaign.samples.length > 1;
  return (
    <section className="card plot" aria-labelledby="plot-title">
      <h2 id="plot-title">Over time</h2>
      <div ref={frame} style={{ height: plotHeight }}>
        {hasSamples && width > 0 && <Drawing campaign={campaign} width={width} />}
        {!hasSamples && <p className="muted">Nothing has been handed over yet.</p>}
      </div>
    </section>
  );
};
