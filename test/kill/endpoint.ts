// The push service of the kill tests: a process of its own that records every request before it
// answers it. Started by endpoint-process.ts.
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushRequest } from './endpoint-process.js';

interface Campaign {
  readonly requests: PushRequest[];
  /** From this request on, none is answered until it is released. */
  holdFrom: number;
  readonly held: (() => void)[];
}

const campaigns = new Map<string, Campaign>();

const campaignOf = (id: string): Campaign => {
  const known = campaigns.get(id);
  if (known) return known;
  const campaign = { requests: [], holdFrom: Number.POSITIVE_INFINITY, held: [] };
  campaigns.set(id, campaign);
  return campaign;
};

/** Some are turned away when they are asked for the first time: surely not accepted. */
const isBusyFor = (campaign: string, recipient: string): boolean =>
  createHash('sha256').update(`${campaign} ${recipient}`).digest().readUInt8() % 8 === 0;

const push = (id: string, recipient: string, worker: string, response: ServerResponse): void => {
  const campaign = campaignOf(id);
  const isFirst = !campaign.requests.some((request) => request.recipient === recipient);
  const status = isFirst && isBusyFor(id, recipient) ? 503 : 201;
  campaign.requests.push({ recipient, worker, status });
  const answer = () => response.writeHead(status).end();
  if (campaign.requests.length > campaign.holdFrom) campaign.held.push(answer);
  else answer();
};

const release = (campaign: Campaign): void => {
  campaign.holdFrom = Number.POSITIVE_INFINITY;
  for (const answer of campaign.held.splice(0)) answer();
};

const server = createServer((request, response) => {
  const [, what = '', id = '', value = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
  if (what === 'push') return push(id, value, String(request.headers['x-worker']), response);
  const campaign = campaignOf(id);
  if (what === 'hold') campaign.holdFrom = Number(value);
  if (what === 'release') release(campaign);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(campaign.requests));
});

process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
