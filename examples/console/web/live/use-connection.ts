import { useSyncExternalStore } from 'react';
import type { Connection } from './live-connection.js';
import { liveConnection } from './session.js';

/** How fresh what the page shows is, drawn again when that changes. */
export const useConnection = (): Connection =>
  useSyncExternalStore(liveConnection.subscribe, liveConnection.getState);
