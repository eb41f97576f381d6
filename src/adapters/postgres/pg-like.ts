/** What a query gives: the part of `pg`'s result that is used here. */
export interface PgResultLike {
  readonly rows: unknown[];
  readonly rowCount?: number | null;
  /** Names and type numbers of the columns, by which numbers are told from texts. */
  readonly fields?: readonly { readonly name: string; readonly dataTypeID: number }[];
  /** What was done in the end; a commit of a transaction that had failed says `ROLLBACK`. */
  readonly command?: string;
}

/** A statement that the connection is to keep prepared under this name. */
export interface PgPreparedLike {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** One connection, as in `pg`. A text without values may hold several statements. */
export interface PgClientLike {
  query(statement: string | PgPreparedLike, values?: unknown[]): Promise<PgResultLike>;
}

/** A connection that was taken out of a pool. */
export interface PgPooledLike extends PgClientLike {
  /** Given an error, the pool closes the connection instead of keeping it. */
  release(error?: Error | boolean): void;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  off(event: string, listener: (...values: unknown[]) => void): unknown;
}

/** A pool of connections: the part of `pg`'s `Pool` that is used here. */
export interface PgLike extends PgClientLike {
  /** Lends a connection: to `lent`, as `pg` does where it is given, or else by a promise. */
  connect(
    lent?: (error: Error | undefined, client: PgPooledLike | undefined) => void,
  ): Promise<PgPooledLike> | undefined;
}

/** A connection that is kept open to listen on: a `Client` of `pg`, connected, or one of a pool. */
export interface PgListenerLike extends PgClientLike {
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  release?(error?: Error | boolean): void;
  end?(): unknown;
}
