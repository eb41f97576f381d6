import { lifecycle } from 'campaign-machine/lifecycle';
import { type Arrow, layOut } from '../../../lifecycle-diagram/lay-out.js';

/** Across where there is room, downwards where there is not. */
export type Direction = 'across' | 'down';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Route {
  readonly line: string;
  readonly label: Point & { readonly anchor: 'start' | 'middle' | 'end' };
}

const { places, arrows } = layOut(lifecycle);

/** Every status and every arrow, as the docs' picture has them: both come from the table. */
export const statuses: readonly string[] = [...places.keys()];
export { arrows };

/** How large a status is drawn. */
export const box = { width: 112, height: 40 } as const;

/** From the middle of one status to the middle of the next, along the life of a campaign and aside. */
const pitch = {
  across: { along: 220, aside: 88 },
  down: { along: 96, aside: 172 },
} as const;

/** Room for the lines' width. */
const margin = 2;

/** The middle of a status. */
export const centreOf = (status: string, direction: Direction): Point => {
  const { column = 0, row = 0 } = places.get(status) ?? {};
  const along = column * pitch[direction].along;
  const aside = row * pitch[direction].aside;
  const [x, y] = direction === 'across' ? [along, aside] : [aside, along];
  return { x: x + box.width / 2 + margin, y: y + box.height / 2 + margin };
};

/** How large the drawing is. */
export const sizeOf = (direction: Direction) => {
  const centres = statuses.map((status) => centreOf(status, direction));
  return {
    width: Math.max(...centres.map(({ x }) => x)) + box.width / 2 + margin,
    height: Math.max(...centres.map(({ y }) => y)) + box.height / 2 + margin,
  };
};

const across = (from: Point, to: Point): Route => {
  const side = Math.sign(to.x - from.x);
  if (from.y === to.y) {
    const begin = from.x + (side * box.width) / 2;
    const end = to.x - (side * box.width) / 2;
    return {
      line: `M${begin} ${from.y}H${end}`,
      label: { x: (begin + end) / 2, y: from.y - 8, anchor: 'middle' },
    };
  }
  // Down and round a corner, with the words on the outside of it.
  const end = to.x - (side * box.width) / 2;
  const begin = from.y + box.height / 2;
  return {
    line: `M${from.x} ${begin}Q${from.x} ${to.y} ${end} ${to.y}`,
    label: { x: from.x - side * 8, y: begin + 24, anchor: side > 0 ? 'end' : 'start' },
  };
};

const down = (from: Point, to: Point): Route => {
  const side = Math.sign(to.y - from.y);
  if (from.x === to.x) {
    const begin = from.y + (side * box.height) / 2;
    const end = to.y - (side * box.height) / 2;
    return {
      line: `M${from.x} ${begin}V${end}`,
      label: { x: from.x + 8, y: (begin + end) / 2 + 4, anchor: 'start' },
    };
  }
  const begin = from.x + box.width / 2;
  return {
    line: `M${begin} ${from.y}Q${to.x} ${from.y} ${to.x} ${to.y - (side * box.height) / 2}`,
    label: { x: begin + 10, y: from.y + (side > 0 ? -8 : 17), anchor: 'start' },
  };
};

/** The line of an arrow, and where its event's name stands. */
export const routeOf = ({ from, to }: Arrow, direction: Direction): Route => {
  const draw = direction === 'across' ? across : down;
  return draw(centreOf(from, direction), centreOf(to, direction));
};
