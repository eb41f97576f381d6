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
  | 'unknown-status'
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

// SQLite's primary result codes (sqlite.org/rescode.html), by number and by name: `node:sqlite`
// gives the number, `libsql` both, `better-sqlite3` the name.
const primary: readonly (readonly [number, string, SqliteAdapterErrorCode, string])[] = [
  [
    5,
    'SQLITE_BUSY',
    'busy',
    'Another connection kept the database locked; look for a transaction that is held open, or raise busyTimeoutMs',
  ],
  [
    6,
    'SQLITE_LOCKED',
    'busy',
    'The database is locked by a statement of the same connection; finish it first',
  ],
  [
    8,
    'SQLITE_READONLY',
    'read-only',
    'The database cannot be written; check the permissions of the file and of its directory',
  ],
  [
    10,
    'SQLITE_IOERR',
    'disk',
    'Reading or writing the file failed; check the disk, and that it is not a network file system',
  ],
  [11, 'SQLITE_CORRUPT', 'damaged', 'The file is damaged; restore it from a backup'],
  [13, 'SQLITE_FULL', 'disk', 'The disk is full; make room and try again'],
  [
    14,
    'SQLITE_CANTOPEN',
    'disk',
    'The file cannot be opened; check that its directory exists and may be written',
  ],
  [19, 'SQLITE_CONSTRAINT', 'refused', 'The database refused the change'],
  [26, 'SQLITE_NOTADB', 'damaged', 'The file is not an SQLite database; check the path'],
];

interface DriverError {
  readonly code?: unknown;
  readonly errcode?: unknown;
  readonly message?: unknown;
}

const codeOf = ({
  code,
  errcode,
  message,
}: DriverError): readonly [SqliteAdapterErrorCode, string] => {
  const known = primary.find(
    ([number, name]) =>
      (typeof errcode === 'number' && (errcode & 0xff) === number) ||
      (typeof code === 'string' && (code === name || code.startsWith(`${name}_`))),
  );
  if (known) return [known[2], known[3]];
  if (/no such table: campaign/.test(String(message)))
    return ['not-migrated', 'The tables are not there; call migrate() once before anything else'];
  if (/table "?campaign\w*"? already exists/.test(String(message)))
    return [
      'refused',
      'The file has such a table of another program; give campaigns a file of their own',
    ];
  if (/within a transaction/.test(String(message)))
    return [
      'refused',
      'The connection is in a transaction of yours; pass it as tx, or open() another',
    ];
  if (/not open|finalized/.test(String(message)))
    return ['closed', 'The connection is closed; do not use the adapter after close()'];
  return ['failed', 'The database reported an error'];
};

/** A driver's error as ours; errors that are not a driver's stay what they are. */
export const adapterErrorFrom = (error: unknown): unknown => {
  if (error instanceof SqliteAdapterError || !(error instanceof Error)) return error;
  const driver: DriverError = error;
  const [code, advice] = codeOf(driver);
  const isDriver = code !== 'failed' || /sqlite/i.test(`${error.name} ${String(driver.code)}`);
  return isDriver ? new SqliteAdapterError(code, `${advice} (${error.message}).`, error) : error;
};

/** Did somebody else hold the lock? */
export const isBusy = (error: unknown): boolean =>
  error instanceof SqliteAdapterError && error.code === 'busy';
