import type { Session } from './session.js';
import { adapterClosed } from './sqlite-adapter-error.js';

/** Tells when another connection has committed. */
export interface ChangeWatch {
  /** `listener` runs after every change that was seen; the function it gives ends that. */
  listen(listener: (session: Session) => void): () => void;
  close(): void;
}

/** A connection to look through, opened when somebody listens for the first time. */
export interface WatchConnection {
  readonly session: Session;
  close(): void;
}

// No version is this.
const unseen = -1;

/**
 * Looks at `pragma data_version` on a connection of its own: it changes with every commit of every
 * other connection to the file, in this process and in others, and a look costs some microseconds.
 * The timer runs only while somebody listens, and does not keep the process alive.
 */
export const createChangeWatch = (open: () => WatchConnection, intervalMs: number): ChangeWatch => {
  const listeners = new Set<(session: Session) => void>();
  let connection: WatchConnection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let seen = unseen;
  let isClosed = false;

  const version = (session: Session): number =>
    session.get<{ data_version: number }>('pragma data_version')?.data_version ?? 0;

  const look = (session: Session): void => {
    try {
      const found = version(session);
      if (found === seen) return;
      seen = found;
      for (const listener of [...listeners]) listener(session);
    } catch {
      // The file may be locked or gone for a moment: the next look tells what this one could not.
      seen = unseen;
    }
  };

  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    listen: (listener) => {
      if (isClosed) throw adapterClosed();
      connection ??= open();
      const { session } = connection;
      if (!timer) {
        seen = version(session);
        timer = setInterval(() => look(session), intervalMs).unref();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    close: () => {
      isClosed = true;
      stop();
      listeners.clear();
      connection?.close();
      connection = undefined;
    },
  };
};
