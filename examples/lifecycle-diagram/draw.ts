import { type Layout, layOut, type Table } from './lay-out.js';
import { centre, type Point, type Route, routes, size } from './route.js';
import { style } from './style.js';

/** How the picture is drawn. */
export interface DrawOptions {
  /** The status to light up: where one campaign is now. */
  readonly present?: string;
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const text = (kind: string, { x, y }: Point, words: string, anchor?: Route['label']['anchor']) =>
  `<text class="${kind}" x="${x}" y="${y}"${anchor ? ` text-anchor="${anchor}"` : ''}>${escaped(words)}</text>`;

/** Straight lines, with each corner between them rounded. */
const path = (points: readonly Point[]): string =>
  points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const near = ({ x, y }: Point) => {
        const distance = Math.hypot(x - point.x, y - point.y);
        const part = Math.min(size.corner / distance, 0.5);
        return `${point.x + (x - point.x) * part} ${point.y + (y - point.y) * part}`;
      };
      return `L${near(before)}Q${point.x} ${point.y} ${near(after)}`;
    })
    .join('');

/** A triangle that ends where the line ends, and points as its last piece does. */
const head = (points: readonly Point[]): string => {
  const [before, end] = points.slice(-2);
  if (!before || !end) return '';
  const degrees = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  return `<path class="head" d="M0 0L-11 -5.5V5.5Z" transform="translate(${end.x} ${end.y}) rotate(${degrees})"/>`;
};

const line = (points: readonly Point[]): string =>
  `<path class="line" d="${path(points)}"/>${head(points)}`;

const drawArrow = ({ event, effects, points, label }: Route): string => {
  const isAbove = label.anchor === 'middle';
  const words = [
    text('event', { x: label.x, y: label.y - (isAbove ? 10 : 2) }, event, label.anchor),
    ...effects.map((effect, index) =>
      text(
        'effect',
        { x: label.x, y: label.y + (isAbove ? 20 : 16) + index * 16 },
        effect,
        label.anchor,
      ),
    ),
  ];
  return `<g class="${event === 'CANCEL' ? 'arrow cancel' : 'arrow'}">${line(points)}${words.join('')}</g>`;
};

const box = (kind: string, { x, y }: Point, inset: number): string => {
  const width = size.node.width - 2 * inset;
  const height = size.node.height - 2 * inset;
  return `<rect class="${kind}" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${12 - inset}"/>`;
};

const drawStatus = (table: Table, status: string, at: Point, isPresent: boolean): string => {
  const isFinal = table[status]?.type === 'final';
  const isCancellable = 'CANCEL' in (table[status]?.on ?? {});
  const note = isFinal ? 'final' : isCancellable ? 'cancellable' : null;
  const kinds = ['node', isCancellable && 'cancellable', isPresent && 'present'].filter(Boolean);
  return [
    `<g class="${kinds.join(' ')}" data-status="${escaped(status)}">`,
    box('box', at, 0),
    isFinal ? box('ring', at, 4) : '',
    text('status', { x: at.x, y: at.y + (note ? -2 : 5.5) }, status),
    note ? text('note', { x: at.x, y: at.y + 15 }, note) : '',
    '</g>',
  ].join('');
};

const drawStart = ({ x, y }: Point): string => {
  const dot = { x: x - size.node.width / 2 - size.start + 7, y };
  const end = { x: x - size.node.width / 2, y };
  return `<circle class="start" cx="${dot.x}" cy="${dot.y}" r="7"/>${line([dot, end])}`;
};

/** The picture in words, for those who do not see it. */
const inWords = (table: Table, { arrows }: Layout, present?: string): string =>
  [
    ...(present ? [`The campaign is ${present}.`] : []),
    ...arrows.map(
      ({ from, event, to, effects }) =>
        `${event} leads from ${from} to ${to}${effects.length > 0 ? ` and asks for ${effects.join(' and ')}` : ''}.`,
    ),
    ...Object.keys(table)
      .filter((status) => table[status]?.type === 'final')
      .map((status) => `${status} is final.`),
  ].join(' ');

/**
 * The lifecycle as an SVG that needs nothing else: in a page, as a file, light and dark. Pure.
 *
 * @example
 * import { lifecycle } from 'campaign-machine/lifecycle';
 * element.innerHTML = drawLifecycle(lifecycle, { present: 'sending' });
 */
export function drawLifecycle(table: Table, { present }: DrawOptions = {}): string {
  const layout = layOut(table);
  const statuses = [...layout.places].map(([status, place]) => ({ status, at: centre(place) }));
  const width = Math.max(...statuses.map(({ at }) => at.x)) + size.node.width / 2 + size.margin;
  const height = Math.max(...statuses.map(({ at }) => at.y)) + size.node.height / 2 + size.margin;
  const [first] = statuses;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="lifecycle" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<title>The lifecycle of a push campaign</title>',
    `<desc>${escaped(inWords(table, layout, present))}</desc>`,
    `<style>${style}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>`,
    first ? drawStart(first.at) : '',
    ...routes(layout).map(drawArrow),
    ...statuses.map(({ status, at }) => drawStatus(table, status, at, status === present)),
    '</svg>',
  ].join('\n');
}
