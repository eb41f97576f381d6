import type { Sample } from '../../api.js';
import { ticksTo, timeTicks } from './ticks.js';

/** What is drawn one above the other, from the bottom up. */
export const layers = ['delivered', 'inDoubt', 'failed'] as const;

const inset = { top: 26, right: 12, bottom: 26, left: 52 };

/** How high the plot is, with its axes. */
export const plotHeight = 240;

/** The samples as lines and areas of a plot this wide. */
export const plotShape = (samples: readonly Sample[], endAt: number, width: number) => {
  const beginAt = samples[0]?.at ?? 0;
  const spanMs = Math.max(1_000, endAt - beginAt);
  const sum = (sample: Sample, count: number) =>
    layers.slice(0, count).reduce((total, layer) => total + sample[layer], 0);
  const highest = Math.max(1, ...samples.map((sample) => sum(sample, layers.length)));
  const rows = ticksTo(highest, 4);
  const top = rows.at(-1) ?? highest;
  const inner = {
    width: Math.max(0, width - inset.left - inset.right),
    height: plotHeight - inset.top - inset.bottom,
  };
  const x = (at: number) =>
    inset.left + (Math.min(spanMs, Math.max(0, at - beginAt)) / spanMs) * inner.width;
  const y = (value: number) => inset.top + (1 - value / top) * inner.height;

  // Nothing has changed since the last sample, so the plot goes on level to its end.
  const last = samples.at(-1);
  const points = last && last.at < endAt ? [...samples, { ...last, at: endAt }] : samples;
  const edge = (count: number) =>
    points.map((sample) => `${x(sample.at).toFixed(1)} ${y(sum(sample, count)).toFixed(1)}`);
  const areas = layers.map((layer, index) => ({
    layer,
    path: `M${edge(index + 1).join('L')}L${edge(index).reverse().join('L')}Z`,
    // Over the lowest one only: the others are too thin for a line.
    line: index === 0 ? `M${edge(1).join('L')}` : undefined,
  }));
  return {
    areas,
    x,
    beginAt,
    rows: rows.map((value) => ({ value, y: y(value) })),
    columns: timeTicks(spanMs, Math.max(2, Math.floor(inner.width / 90))).map((ms) => ({
      ms,
      x: x(beginAt + ms),
    })),
    left: inset.left,
    right: inset.left + inner.width,
    top: inset.top,
    bottom: plotHeight - inset.bottom,
  };
};
