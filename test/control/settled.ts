import { setImmediate } from 'node:timers/promises';

/** Every promise that can settle by itself has settled, and what waited for it has run. */
export const settled = (): Promise<void> => setImmediate();
