// One process that sends a campaign to as many recipients as it is told, and prints what it needed.

import { createCampaigns, createDispatcher } from 'campaign-machine/service';
import { type EngineName, engines } from './engines.js';

const size = Number(process.argv[2]);
const { ports, close } = await engines[process.argv[3] as EngineName].open();
const campaigns = createCampaigns(ports);

function* recipients() {
  for (let index = 0; index < size; index += 1) {
    yield { id: `recipient-${index}`, endpoint: `https://push.example/${index}` };
  }
}

let peak = 0;
let handedOver = 0;
const dispatcher = createDispatcher({
  campaigns,
  recipients,
  deliver: async () => {
    handedOver += 1;
    if (handedOver % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  },
  concurrency: 200,
});

await campaigns.create({ id: 'large' });
await campaigns.schedule('large');
const startedAt = performance.now();
await dispatcher.runCampaign('large', new AbortController().signal);
const elapsedMs = performance.now() - startedAt;
const { status, counts } = await campaigns.report('large');
if (status !== 'sent' || counts === 'unknown' || counts.delivered !== size) {
  throw new Error(`${size} recipients ended as ${status}: ${JSON.stringify(counts)}`);
}
process.stdout.write(JSON.stringify({ size, peak, elapsedMs }));
await close();
