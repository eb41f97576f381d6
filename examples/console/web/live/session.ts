import { QueryClient } from '@tanstack/react-query';
import { createLiveCache } from './live-cache.js';
import { createLiveConnection } from './live-connection.js';
import { refusalOf } from './refusal.js';

const retriesMax = 2;

/** What was read. News keep it fresh, so nothing is read again by the clock. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      // What the server refused it will refuse again; only what got lost is worth another try.
      retry: (count, error) =>
        count < retriesMax && [0, 502, 503].includes(refusalOf(error).status),
    },
  },
});

export const liveCache = createLiveCache(client);
export const liveConnection = createLiveConnection(liveCache);
