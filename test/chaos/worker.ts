// A worker: sends to the push service, and says of each request when it began it.
import { Agent, request } from 'node:http';
import {
  createCampaigns,
  createDispatcher,
  type Deliver,
  type DeliveryOutcome,
  outcomeOfHttpStatus,
  type Recipient,
} from '../../src/service/index.js';
import { concurrency, leaseMs } from './chaos-plan.js';
import { openEngine } from './engine-ports.js';
import type { Orders } from './programs.js';
import { sabotaged } from './sabotage.js';

const orders = JSON.parse(process.argv[2] ?? 'null') as Orders;
const agent = new Agent({ keepAlive: true });
const retryInMs = 200;

const push: Deliver<Recipient> = ({ id }, { campaign }) =>
  new Promise<DeliveryOutcome>((resolve, reject) => {
    const posted = request(`${orders.origin}/push/${campaign.id}/${id}`, {
      method: 'POST',
      agent,
      headers: { 'x-worker': orders.name, 'x-begun-at': String(Date.now()) },
    });
    posted.on('response', (response) => {
      response.resume();
      resolve(outcomeOfHttpStatus(response.statusCode ?? 0, retryInMs));
    });
    posted.on('error', reject);
    posted.end();
  });

function* audience(size: number) {
  for (let index = 0; index < size; index += 1) yield { id: `r${index}` };
}

process.on('disconnect', () => process.exit());
const ports = sabotaged(await openEngine(orders.engine, orders), orders.sabotage);
const dispatcher = createDispatcher({
  campaigns: createCampaigns(ports),
  recipients: ({ data }) => audience((data as { readonly audience: number }).audience),
  deliver: push,
  worker: orders.name,
  concurrency,
  chunkSize: 100,
  leaseMs,
  sweepMs: 500,
  deliveryIsIdempotent: orders.sabotage === 'twice',
});
process.send?.({ port: 0 });
await dispatcher.run(new AbortController().signal);
