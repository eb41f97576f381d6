import type { ServerNews } from '../../api.js';

/** How fresh what the page shows is. */
export type Connection = 'connecting' | 'live' | 'lost';

type Listeners = { readonly [Name in keyof ServerNews]: (news: ServerNews[Name]) => void };

/** What there is to know about the connection, in the form that `useSyncExternalStore` wants. */
export interface LiveConnection {
  readonly getState: () => Connection;
  readonly subscribe: (listener: () => void) => () => void;
  /** Begins to listen. */
  readonly open: () => void;
}

const retryMs = { first: 500, longest: 10_000 };
/** A timer that comes this much too late was asleep, and the connection with it. */
const sleepMs = 20_000;
const beatMs = 5_000;

/**
 * One connection for server-sent events. The browser takes up by itself a connection that broke, and
 * says what it heard last; what it gives up, this opens again.
 *
 * A page that nobody sees closes it: a browser has six connections for one server, so a seventh tab
 * would wait for its answers for ever. Seen again it catches up, as after a sleep.
 */
export const createLiveConnection = (listeners: Listeners): LiveConnection => {
  const watchers = new Set<() => void>();
  let state: Connection = 'connecting';
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let delayMs = retryMs.first;

  const become = (next: Connection) => {
    if (state === next) return;
    state = next;
    for (const watcher of watchers) watcher();
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const connect = () => {
    close();
    const opened = new EventSource('/api/events');
    source = opened;
    const on = <Name extends keyof ServerNews>(name: Name) =>
      opened.addEventListener(name, ({ data }) => listeners[name](JSON.parse(data)));
    opened.addEventListener('hello', () => {
      delayMs = retryMs.first;
      become('live');
    });
    on('hello');
    on('campaign');
    on('sample');
    opened.addEventListener('error', () => {
      become('lost');
      // The browser comes back to what broke off, but not to a server that refused or was not there.
      if (opened.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 2, retryMs.longest);
    });
  };
  const connectIfSeen = () => (document.hidden ? close() : connect());
  const watchForSleep = () => {
    let last = Date.now();
    setInterval(() => {
      const isLate = Date.now() - last > beatMs + sleepMs;
      last = Date.now();
      if (isLate && !document.hidden) connect();
    }, beatMs);
  };

  return {
    getState: () => state,
    subscribe: (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    open: () => {
      connectIfSeen();
      watchForSleep();
      document.addEventListener('visibilitychange', connectIfSeen);
      addEventListener('online', connectIfSeen);
      addEventListener('pageshow', ({ persisted }) => persisted && connectIfSeen());
    },
  };
};
