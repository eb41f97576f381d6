import { useSyncExternalStore } from 'react';

let told: boolean | undefined;
const watchers = new Set<() => void>();

/** The server says whether it has an inspector. */
export const hearInspects = (inspects: boolean): void => {
  told = inspects;
  for (const watcher of watchers) watcher();
};

const subscribe = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

/** Whether the server has an inspector; `undefined` as long as it has not said. */
export const useInspects = (): boolean | undefined => useSyncExternalStore(subscribe, () => told);
