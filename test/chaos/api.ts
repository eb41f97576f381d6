// The API: commands over HTTP, and what a commit leaves to be carried out.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createCampaigns } from '../../src/service/index.js';
import { openEngine } from './engine-ports.js';
import type { Orders } from './programs.js';

/** What can be asked of the API. */
export interface Command {
  readonly type: 'create' | 'schedule' | 'cancel';
  readonly id: string;
  readonly commandId: string;
  readonly audience: number;
  readonly dueAt: number;
}

const orders = JSON.parse(process.argv[2] ?? 'null') as Orders;
process.on('disconnect', () => process.exit());
const campaigns = createCampaigns(await openEngine(orders.engine, orders));

const carryOut = async ({ type, id, commandId, audience, dueAt }: Command) => {
  if (type === 'schedule') return campaigns.schedule(id, { commandId, at: new Date(dueAt) });
  if (type === 'cancel') return campaigns.cancel(id, { commandId, by: 'chaos' });
  await campaigns.create({ id, commandId, data: { audience } });
  return { accepted: true };
};

const server = createServer(async (request, response) => {
  try {
    const { accepted } = await carryOut((await json(request)) as Command);
    response.end(JSON.stringify({ accepted }));
  } catch (error) {
    response.writeHead(503).end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
