import type { Arrow, Layout, Place } from './lay-out.js';

/** Sizes in the picture's own units, which are pixels at its natural size. */
export const size = {
  node: { width: 128, height: 56 },
  /** From one column or row to the next: wide enough for the longest event between two statuses. */
  column: 216,
  row: 128,
  margin: 32,
  /** Room for the dot that a campaign's life begins with. */
  start: 44,
  corner: 14,
} as const;

/** A point in the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An arrow with its line, and where its words stand. */
export interface Route extends Arrow {
  /** From the first corner to the last; the arrowhead is at the end. */
  readonly points: readonly Point[];
  readonly label: Point & { readonly anchor: 'start' | 'middle' | 'end' };
}

/** The middle of a status in the picture. */
export const centre = ({ column, row }: Place): Point => ({
  x: size.margin + size.start + size.node.width / 2 + column * size.column,
  y: size.margin + size.node.height / 2 + row * size.row,
});

const halfWidth = size.node.width / 2;
const halfHeight = size.node.height / 2;

/** Along a row: from side to side, with the words above the line. */
const alongRow = (from: Point, to: Point): Pick<Route, 'points' | 'label'> => {
  const ahead = Math.sign(to.x - from.x);
  const begin = { x: from.x + ahead * halfWidth, y: from.y };
  const end = { x: to.x - ahead * halfWidth, y: to.y };
  return {
    points: [begin, end],
    label: { x: (begin.x + end.x) / 2, y: begin.y, anchor: 'middle' },
  };
};

/** To another row: down, then in by the nearer side; the words stand on the outside of the line. */
const downwards = (from: Point, to: Point): Pick<Route, 'points' | 'label'> => {
  const side = Math.sign(to.x - from.x);
  const begin = { x: from.x, y: from.y + halfHeight };
  const isRight = side < 0;
  const label = {
    x: from.x + (isRight ? 12 : -12),
    y: (begin.y + to.y) / 2,
    anchor: isRight ? ('start' as const) : ('end' as const),
  };
  if (side === 0) return { points: [begin, { x: to.x, y: to.y - halfHeight }], label };
  const end = { x: to.x - side * halfWidth, y: to.y };
  return { points: [begin, { x: from.x, y: to.y }, end], label };
};

/** The line and the words of every arrow. Pure. */
export function routes({ places, arrows }: Layout): readonly Route[] {
  return arrows.map((arrow) => {
    const from = places.get(arrow.from);
    const to = places.get(arrow.to);
    if (!from || !to) throw new Error(`Expected a place for ${arrow.from} and ${arrow.to}`);
    const draw = from.row === to.row ? alongRow : downwards;
    return { ...arrow, ...draw(centre(from), centre(to)) };
  });
}
