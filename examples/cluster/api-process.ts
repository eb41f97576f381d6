// The API as a process of its own, started by main.ts.
import { createApi } from './api.js';
import { runChildProcess } from './child-process.js';
import { errorCodes } from './logging.js';
import { createStopTimes } from './stop-times.js';
import { createStoreMetrics } from './store-metrics.js';

await runChildProcess(({ registry }) => {
  const stopTimes = createStopTimes(registry);
  return {
    observe: stopTimes.observer,
    begin: ({ campaigns, pool, settings, log }) => {
      const store = createStoreMetrics(registry, pool);
      return {
        pages: createApi(campaigns, {
          host: settings.host,
          onError: (error) => log.error(errorCodes(error), 'request'),
        }),
        refresh: async () => {
          // An outage shows in what the store has to say.
          await stopTimes.read(campaigns).catch(() => {});
          return store.read();
        },
      };
    },
  };
});
