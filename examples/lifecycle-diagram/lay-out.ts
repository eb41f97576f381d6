/** The table that is drawn: `lifecycle` of `campaign-machine/lifecycle`, or one of the same shape. */
export type Table = Readonly<
  Record<string, { readonly type?: 'final'; readonly on: Readonly<Record<string, Cell>> }>
>;

interface Cell {
  readonly target: string;
  readonly actions: readonly { readonly type: string }[];
}

/** An arrow of the picture, before it has a place. */
export interface Arrow {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  readonly effects: readonly string[];
}

/** Where a status stands: columns from the left, rows from the top; a column may be a half. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

/** A table with a place for every status. */
export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly arrows: readonly Arrow[];
}

const arrowsOf = (table: Table): readonly Arrow[] =>
  Object.entries(table).flatMap(([from, { on }]) =>
    Object.entries(on).map(([event, { target, actions }]) => ({
      from,
      event,
      to: target,
      effects: actions.map(({ type }) => type),
    })),
  );

/** The longest way from a status. It ends, because the lifecycle has no cycle. */
const longestWay = (table: Table, from: string): readonly string[] => {
  const onward = Object.values(table[from]?.on ?? {}).map(({ target }) =>
    longestWay(table, target),
  );
  const longest = onward.reduce((best, way) => (way.length > best.length ? way : best), []);
  return [from, ...longest];
};

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

/**
 * A place for every status, derived from the graph: the longest life of a campaign is the row at the
 * top, and every other status stands below, in the middle of those that lead to it. Pure.
 */
export function layOut(table: Table): Layout {
  const arrows = arrowsOf(table);
  const [first = ''] = Object.keys(table);
  const places = new Map<string, Place>(
    longestWay(table, first).map((status, column) => [status, { column, row: 0 }]),
  );
  const isTaken = ({ column, row }: Place): boolean =>
    [...places.values()].some((place) => place.row === row && Math.abs(place.column - column) < 1);
  for (const status of Object.keys(table).filter((name) => !places.has(name))) {
    const sources = arrows.filter(({ to }) => to === status);
    const column = mean(sources.map(({ from }) => places.get(from)?.column ?? 0));
    let row = 1;
    while (isTaken({ column, row })) row += 1;
    places.set(status, { column, row });
  }
  return { places, arrows };
}
