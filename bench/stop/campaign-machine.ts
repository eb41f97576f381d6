import { type AbortSignals, createCampaigns, createDispatcher } from 'campaign-machine/service';
import { createSqlite } from 'campaign-machine/sqlite';
import { type HandOver, lanes } from './hand-over.js';
import type { OpenVariant } from './variants.js';

const deaf: AbortSignals<never> = {
  joinsTransaction: true,
  publish: () => {},
  subscribe: async () => () => {},
};

const chunkSize = 500;
const hourMs = 3_600_000;

function* audience(size: number) {
  for (let index = 0; index < size; index += 1) yield { id: `recipient-${index}` };
}

const open = async (path: string, handOver: HandOver, hasNets: boolean) => {
  const sqlite = createSqlite({ path });
  await sqlite.migrate();
  const campaigns = createCampaigns(hasNets ? sqlite : { ...sqlite, signals: deaf });
  let size = 0;
  const dispatcher = createDispatcher({
    campaigns,
    recipients: () => audience(size),
    deliver: () => handOver.send(),
    concurrency: lanes,
    chunkSize,
    ...(hasNets ? {} : { leaseMs: hourMs, beatMs: hourMs / 3 }),
  });
  return {
    run: async (campaignId: string, recipients: number) => {
      size = recipients;
      await dispatcher.runCampaign(campaignId, new AbortController().signal);
    },
    close: () => sqlite.close(),
  };
};

export const openCampaignMachine: OpenVariant = (path, handOver) => open(path, handOver, true);
export const openWithoutNets: OpenVariant = (path, handOver) => open(path, handOver, false);
