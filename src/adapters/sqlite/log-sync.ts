import { closeSync, fdatasync, openSync } from 'node:fs';
import type { Session } from './session.js';
import { adapterClosed, SqliteAdapterError } from './sqlite-adapter-error.js';

/** The write-ahead log of a database that is open, as far as the disk is concerned. */
export interface LogSync {
  /** Resolves when all that was committed before the call is on the disk. */
  synced(): Promise<void>;
  close(): void;
}

/** Calls `done` when what was written to the file is on the disk. */
export type SyncFile = (file: number, done: (error: Error | null) => void) => void;

const syncFailed = (cause: Error) =>
  new SqliteAdapterError(
    'disk',
    `The step is in the file, but not for certain on the disk (${cause.message}). Check the disk; asked ` +
      'again, the step changes nothing twice.',
    cause,
  );

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: SqliteAdapterError) => void;
}

/**
 * Syncs the log outside of the event loop's thread. A commit without `synchronous = full` is in the
 * log and not yet on the disk; what a commit with it does in addition is this sync, and the thread
 * stands still for it. A sync covers what was committed before it began, so whoever comes while one
 * runs waits for the next, together with all others who do.
 */
export const createLogSync = (file: number, sync: SyncFile = fdatasync): LogSync => {
  let waiting: Waiting[] = [];
  let isRunning = false;
  let isClosed = false;

  const run = () => {
    const served = waiting;
    waiting = [];
    isRunning = true;
    sync(file, (error) => {
      isRunning = false;
      for (const { resolve, reject } of served) error ? reject(syncFailed(error)) : resolve();
      if (waiting.length > 0) run();
      else if (isClosed) closeSync(file);
    });
  };

  return {
    synced: () =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(adapterClosed());
        waiting.push({ resolve, reject });
        if (!isRunning) run();
      }),
    close: () => {
      if (!isClosed && !isRunning) closeSync(file);
      isClosed = true;
    },
  };
};

/**
 * The log of the database that `session` is connected to. It stays the same file as long as a
 * connection is open. `undefined`: there is none before `migrate()`, or it cannot be opened; commits
 * have to sync it themselves then.
 */
export const openLog = (session: Session): LogSync | undefined => {
  const mode = session.get<{ journal_mode: string }>('pragma journal_mode');
  const main = session
    .all<{ name: string; file: string }>('pragma database_list')
    .find(({ name }) => name === 'main');
  if (mode?.journal_mode !== 'wal' || !main?.file) return undefined;
  try {
    // To write, because Windows syncs no file that was opened to read.
    return createLogSync(openSync(`${main.file}-wal`, 'r+'));
  } catch {
    return undefined;
  }
};
