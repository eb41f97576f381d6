import { createHash } from 'node:crypto';
import { fromText, toText } from '../../sql/text.js';
import type { PgClientLike, PgResultLike } from './pg-like.js';
import { adapterClosed, withAdapterErrors } from './postgres-adapter-error.js';

/** What this adapter binds to a statement. */
export type PgValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | readonly number[]
  | readonly boolean[];

/**
 * Statements on one connection or pool. `@campaign` stands for the table `campaign` in the adapter's
 * schema, so that nobody's search_path matters. Any string is safe to bind and to read.
 */
export interface Session {
  /** How many rows it changed. */
  run(sql: string, ...values: PgValue[]): Promise<number>;
  /** `Row` is what the statement selects: whoever writes the SQL names it. */
  get<Row>(sql: string, ...values: PgValue[]): Promise<Row | undefined>;
  all<Row>(sql: string, ...values: PgValue[]): Promise<Row[]>;
  /** Several statements without values; the rows of the last. */
  script<Row>(sql: string): Promise<Row[]>;
}

const boundOne = <Value>(value: Value): Value | string =>
  typeof value === 'string' ? toText(value) : value;

const bound = (value: PgValue): unknown =>
  Array.isArray(value) ? value.map(boundOne) : boundOne(value);

// int8 and numeric, which `pg` gives as text, and an embedder's own parsers perhaps as bigint. All
// our numbers are safe.
const wideNumbers = new Set([20, 1700]);

const restored = (result: PgResultLike): Record<string, unknown>[] => {
  const rows = result.rows as Record<string, unknown>[];
  const numeric = (result.fields ?? [])
    .filter(({ dataTypeID }) => wideNumbers.has(dataTypeID))
    .map(({ name }) => name);
  for (const row of rows) {
    for (const name in row) {
      const value = row[name];
      if (typeof value === 'string') row[name] = fromText(value);
    }
    for (const name of numeric) if (row[name] !== null) row[name] = Number(row[name]);
  }
  return rows;
};

/** A text as it is sent, and the name under which it is prepared; none if it is not to be. */
export interface Placed {
  readonly text: string;
  readonly name: string | undefined;
}

/** A session on an open connection or a pool. */
export const createSession = (
  client: PgClientLike,
  place: (sql: string) => Placed,
  isClosed: () => boolean = () => false,
): Session => {
  const send = (send: () => Promise<PgResultLike>): Promise<PgResultLike> => {
    if (isClosed()) throw adapterClosed();
    return withAdapterErrors(send);
  };
  const query = (sql: string, given: readonly PgValue[]): Promise<PgResultLike> => {
    const { text, name } = place(sql);
    const values = given.map(bound);
    return send(() =>
      name === undefined ? client.query(text, values) : client.query({ name, text, values }),
    );
  };
  const all = async <Row>(sql: string, ...values: PgValue[]) =>
    restored(await query(sql, values)) as Row[];
  return {
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    get: async <Row>(sql: string, ...values: PgValue[]) => (await all<Row>(sql, ...values))[0],
    all,
    script: async <Row>(sql: string) => {
      // `pg` gives an array where a text holds several statements.
      const results = [await send(() => client.query(place(sql).text))].flat();
      return restored(results.at(-1) ?? { rows: [] }) as Row[];
    },
  };
};

/**
 * Puts the schema in the place of `@`. Each text once: there are a few dozen of them. A name is made
 * of the text, because connections are shared with other adapters and releases.
 */
export const createPlace = (schema: string, isPrepared: boolean): ((sql: string) => Placed) => {
  const known = new Map<string, Placed>();
  return (sql) => {
    const found = known.get(sql);
    if (found) return found;
    const text = sql.replaceAll('@', () => `"${schema}".`);
    const hash = () => createHash('sha256').update(text).digest('hex').slice(0, 32);
    const placed = { text, name: isPrepared ? `campaign_machine_${hash()}` : undefined };
    known.set(sql, placed);
    return placed;
  };
};
