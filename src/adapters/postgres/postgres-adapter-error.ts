/** The stable codes of {@link PostgresAdapterError}. */
export type PostgresAdapterErrorCode =
  | 'busy'
  | 'closed'
  | 'conflict'
  | 'connection'
  | 'disk'
  | 'not-migrated'
  | 'read-only'
  | 'refused'
  | 'schema-too-new'
  | 'transaction-over'
  | 'failed';

/**
 * The database did not do what it was asked to. Programs look at `code`; the message says what came
 * and what to do. `cause` is the driver's own error where there was one.
 *
 * The step that was asked for was rolled back as a whole, save with `connection`: where a connection
 * is lost, it is open whether the step was committed. Asking again with the same command id tells.
 */
export class PostgresAdapterError extends Error {
  override readonly name = 'PostgresAdapterError';
  readonly code: PostgresAdapterErrorCode;

  constructor(code: PostgresAdapterErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

interface Known {
  readonly code: PostgresAdapterErrorCode;
  readonly advice: string;
  /** The SQLSTATE, or how it begins (postgresql.org/docs/current/errcodes-appendix.html). */
  readonly state: RegExp;
}

const lost =
  'The connection to PostgreSQL was lost, or there is none. Whether the step was committed is open: ask again with the same command id';

const knownErrors: readonly Known[] = [
  {
    state: /^55P03$/,
    code: 'busy',
    advice:
      'Another transaction held a lock for lockTimeoutMs. Look for one that is left open, or raise it',
  },
  {
    state: /^40(001|P01)$/,
    code: 'conflict',
    advice: 'Transactions kept getting in the way of each other. Ask again',
  },
  { state: /^(08|57P0[1-5]|25P0[34])/, code: 'connection', advice: lost },
  {
    state: /^53300$/,
    code: 'connection',
    advice: 'The server has no connection left. Lower the size of the pools, or raise its limit',
  },
  { state: /^53100$/, code: 'disk', advice: 'The disk of the server is full. Make room' },
  {
    state: /^(42P01|42703|3F000)$/,
    code: 'not-migrated',
    advice: 'The tables are not there, or of another version. Call migrate() once before all else',
  },
  {
    state: /^25006$/,
    code: 'read-only',
    advice: 'The database cannot be written. Connect to the primary server',
  },
  {
    state: /^42501$/,
    code: 'refused',
    advice: 'The role may not do this. Grant it what the guide to PostgreSQL lists',
  },
  {
    state: /^54000$/,
    code: 'refused',
    advice: 'A text is too long to be looked up by. Use shorter ids',
  },
  { state: /^2[23]/, code: 'refused', advice: 'The database refused the change' },
];

interface DriverError extends Error {
  readonly code?: unknown;
  readonly constraint?: unknown;
}

const network = /^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN)/;
const networkText =
  /connection (terminated|ended|error)|after calling end on the pool|timeout exceeded when trying to connect|not queryable|client was closed|query read timeout/i;

const stateOf = ({ code }: DriverError): string | undefined =>
  typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;

const isNetwork = ({ code, message }: DriverError): boolean =>
  (typeof code === 'string' && network.test(code)) || networkText.test(message);

/** A driver's error as ours; errors that are not a driver's stay what they are. */
export const adapterErrorFrom = (error: unknown): unknown => {
  if (error instanceof PostgresAdapterError || !(error instanceof Error)) return error;
  const driver: DriverError = error;
  const said = `(${driver.message || String(driver.code)}).`;
  const state = stateOf(driver);
  const known = state && knownErrors.find((each) => each.state.test(state));
  if (known) return new PostgresAdapterError(known.code, `${known.advice} ${said}`, error);
  if (isNetwork(driver)) return new PostgresAdapterError('connection', `${lost} ${said}`, error);
  return new PostgresAdapterError('failed', `The database reported an error ${said}`, error);
};

/** Runs what calls a driver, with its errors turned into ours. */
export const withAdapterErrors = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw adapterErrorFrom(error);
  }
};

// Two writers of one command id: the other line is there by now, and is found when the step is run again.
const commandConstraint = 'campaign_history_command';

const driverErrorOf = (error: unknown): DriverError =>
  (error instanceof PostgresAdapterError ? error.cause : error) as DriverError;

/** Did another transaction get in the way, so that the same step run again may succeed? */
export const isConflict = (error: unknown): boolean => {
  const state = error instanceof Error && stateOf(driverErrorOf(error) ?? error);
  return state === '40001' || state === '40P01';
};

/** Was the same command written by somebody else in between? */
export const isSameCommand = (error: unknown): boolean =>
  error instanceof PostgresAdapterError && driverErrorOf(error)?.constraint === commandConstraint;

/**
 * Could a statement that committed by itself succeed in a transaction that says how it is to be run?
 * Where it met the same command or another transaction (which it does by itself only where those are
 * stricter than `read committed`), and where they are read-only unless they say otherwise.
 */
export const goesTheLongWay = (error: unknown): boolean =>
  isSameCommand(error) ||
  isConflict(error) ||
  (error instanceof PostgresAdapterError && error.code === 'read-only');

/** Thrown by everything that is used after close(). */
export const adapterClosed = () =>
  new PostgresAdapterError('closed', 'The PostgreSQL adapter was closed with close().');
