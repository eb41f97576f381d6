import { setTimeout as sleep } from 'node:timers/promises';
import { createDispatcher } from 'campaign-machine/service';
import { type HandOver, lanes } from './hand-over.js';
import { openCampaigns } from './server-ports.js';
import type { OpenVariant } from './variants.js';

const againAfterMs = 10;

function* audience(size: number) {
  for (let index = 0; index < size; index += 1) yield { id: `recipient-${index}` };
}

/** How a message is sent, around the hand-over that is counted. */
export type SendOf = (handOver: HandOver) => () => Promise<void>;

/** This package on the servers of a place, in one process. */
export const openDispatch =
  (sendOf: SendOf, concurrency: number): OpenVariant =>
  async (path, handOver) => {
    let size = 0;
    const dispatcher = createDispatcher({
      campaigns: await openCampaigns(JSON.parse(path)),
      recipients: () => audience(size),
      deliver: sendOf(handOver),
      concurrency,
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

/** The same, with a hand-over and nothing else for each message. */
export const openService = openDispatch((handOver) => handOver.send, lanes);
