let latest: WebSocket | undefined;

/**
 * What `@statelyai/inspect` opens as a WebSocket in these pages: vite.config.ts puts it in the place of
 * `isomorphic-ws`. The library's receiver gives its socket to nobody, so that it could neither be closed
 * nor be seen to break.
 */
// biome-ignore lint/style/noDefaultExport: what it takes the place of is imported so.
export default class WatchedSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    latest = this;
  }
}

/** What the latest receiver opened; to be asked for right after it was made. */
export const takeOpenedSocket = (): WebSocket => {
  const socket = latest;
  latest = undefined;
  if (socket) return socket;
  throw new Error('Expected the receiver to open a WatchedSocket: is the alias in vite.config.ts?');
};
