/** How pg-boss is made to write in a transaction that somebody else has open. */
export interface PgBossDatabaseLike {
  executeSql(
    text: string,
    values?: unknown[],
  ): Promise<{
    rows: unknown[];
  }>;
}

/** A transaction's handle: a client of `pg`, or what the adapter for PostgreSQL hands out as one. */
export interface PgTransactionLike {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{
    rows: unknown[];
  }>;
}

/** A job as it is handed to a worker. */
export interface PgBossJobLike {
  readonly id: string;
  readonly data: unknown;
}

interface InTransaction {
  readonly db?: PgBossDatabaseLike;
}

/** The part of a `PgBoss` that is used here. */
export interface PgBossLike {
  createQueue(name: string, options: Record<string, unknown>): Promise<void>;
  updateQueue(name: string, options: Record<string, unknown>): Promise<void>;
  send(
    name: string,
    data: object,
    options: InTransaction & { readonly id: string; readonly startAfter?: Date },
  ): Promise<string | null>;
  /** An id, or a job as it was fetched: then only if it has not been fetched again since. */
  deleteJob(name: string, job: unknown, options?: InTransaction): Promise<unknown>;
  /** As above. */
  fail(name: string, job: unknown): Promise<unknown>;
  update(
    name: string,
    data: undefined,
    options: { readonly id: string; readonly startAfter: number },
  ): Promise<unknown>;
  work(
    name: string,
    options: Record<string, unknown>,
    handler: (jobs: PgBossJobLike[]) => Promise<unknown>,
  ): Promise<string>;
  offWork(name: string, options: { readonly id: string; readonly wait: boolean }): Promise<void>;
}
