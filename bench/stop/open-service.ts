import { setTimeout as sleep } from 'node:timers/promises';
import { createDispatcher } from 'campaign-machine/service';
import { lanes } from './hand-over.js';
import { openCampaigns } from './server-ports.js';
import type { OpenVariant } from './variants.js';

const againAfterMs = 10;

function* audience(size: number) {
  for (let index = 0; index < size; index += 1) yield { id: `recipient-${index}` };
}

/** This package on the servers of a place, in one process. */
export const openService: OpenVariant = async (path, handOver) => {
  let size = 0;
  const dispatcher = createDispatcher({
    campaigns: await openCampaigns(JSON.parse(path)),
    recipients: () => audience(size),
    deliver: () => handOver.send(),
    concurrency: lanes,
  });
  return {
    run: async (campaignId, recipients) => {
      size = recipients;
      const never = new AbortController().signal;
      // A worker that finds nothing to take yet is handed the campaign again, as a queue does.
      while (!(await dispatcher.runCampaign(campaignId, never)).done) await sleep(againAfterMs);
    },
    close: () => {},
  };
};
