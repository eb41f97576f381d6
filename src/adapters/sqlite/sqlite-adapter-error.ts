/** The stable codes of {@link SqliteAdapterError}. */
export type SqliteAdapterErrorCode =
  | 'busy'
  | 'closed'
  | 'damaged'
  | 'disk'
  | 'driver-missing'
  | 'not-migrated'
  | 'read-only'
  | 'refused'
  | 'schema-too-new'
  | 'transaction-over'
  | 'failed';

/**
 * The database did not do what it was asked to. Programs look at `code`; the message says what came
 * and what to do. `cause` is the driver's own error where there was one. The step that was asked for
 * was rolled back as a whole.
 */
export class SqliteAdapterError extends Error {
  override readonly name = 'SqliteAdapterError';
  readonly code: SqliteAdapterErrorCode;

  constructor(code: SqliteAdapterErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

interface Known {
  readonly code: SqliteAdapterErrorCode;
  readonly advice: string;
  /** SQLite's primary result (sqlite.org/rescode.html): drivers give the number, the name, or both. */
  readonly result?: readonly [number, string];
  /** Where a driver gives neither: what its message says. */
  readonly text?: RegExp;
}

const knownErrors: readonly Known[] = [
  {
    result: [5, 'SQLITE_BUSY'],
    code: 'busy',
    advice:
      'Another connection kept the database locked. Look for a transaction that is held open, or raise busyTimeoutMs',
  },
  {
    result: [6, 'SQLITE_LOCKED'],
    code: 'busy',
    advice: 'A statement of the same connection keeps the database locked. Finish it first',
  },
  {
    result: [8, 'SQLITE_READONLY'],
    code: 'read-only',
    advice: 'The database cannot be written. Check the permissions of the file and its directory',
  },
  {
    result: [10, 'SQLITE_IOERR'],
    code: 'disk',
    advice: 'Reading or writing the file failed. Check the disk, which has to be a local one',
  },
  {
    result: [11, 'SQLITE_CORRUPT'],
    code: 'damaged',
    advice: 'The file is damaged. Restore it from a backup',
  },
  {
    result: [13, 'SQLITE_FULL'],
    code: 'disk',
    advice: 'The disk is full. Make room and try again',
  },
  {
    result: [14, 'SQLITE_CANTOPEN'],
    text: /unable to open|directory does not exist/i,
    code: 'disk',
    advice: 'The file cannot be opened. Its directory has to exist, and to be writable',
  },
  {
    result: [26, 'SQLITE_NOTADB'],
    code: 'damaged',
    advice: 'The file is not an SQLite database. Check the path',
  },
  { result: [19, 'SQLITE_CONSTRAINT'], code: 'refused', advice: 'The database refused the change' },
  {
    text: /no such table: campaign/,
    code: 'not-migrated',
    advice: 'The tables are not there. Call migrate() once before anything else',
  },
  {
    text: /table "?campaign\w*"? already exists/,
    code: 'refused',
    advice: 'Another program has such a table in this file. Give campaigns a file of their own',
  },
  {
    text: /within a transaction/,
    code: 'refused',
    advice:
      'The connection is in a transaction of yours. Pass it as tx, or let open() make another',
  },
  {
    text: /not open|finalized/,
    code: 'closed',
    advice: 'The connection is closed. Do not use the adapter after close()',
  },
];

interface DriverError extends Error {
  readonly code?: unknown;
  readonly errcode?: unknown;
}

const isResult = ({ code, errcode }: DriverError, [number, name]: readonly [number, string]) =>
  // The low byte is the primary result of an extended one, as the first words are of its name.
  (typeof errcode === 'number' && (errcode & 0xff) === number) ||
  (typeof code === 'string' && (code === name || code.startsWith(`${name}_`)));

const explain = (error: DriverError): Known | undefined =>
  knownErrors.find(({ result }) => result && isResult(error, result)) ??
  knownErrors.find(({ text }) => text?.test(error.message));

/** A driver's error as ours; errors that are not a driver's stay what they are. */
export const adapterErrorFrom = (error: unknown): unknown => {
  if (error instanceof SqliteAdapterError || !(error instanceof Error)) return error;
  const driver: DriverError = error;
  const known = explain(driver);
  if (!known && !/sqlite/i.test(`${error.name} ${driver.code}`)) return error;
  const { code, advice } = known ?? { code: 'failed', advice: 'The database reported an error' };
  return new SqliteAdapterError(code, `${advice} (${error.message}).`, error);
};

/** Runs what calls a driver, with its errors turned into ours. */
export const withAdapterErrors = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw adapterErrorFrom(error);
  }
};

/** Did somebody else hold the lock? */
export const isBusy = (error: unknown): boolean =>
  error instanceof SqliteAdapterError && error.code === 'busy';

/** Thrown by everything that is used after close(). */
export const adapterClosed = () =>
  new SqliteAdapterError('closed', 'The SQLite adapter was closed with close().');
