// The push service: records every request before it answers it.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Arrival } from './evidence.js';

const { answerMs } = JSON.parse(process.argv[2] ?? 'null') as { readonly answerMs: number };
const arrivals = new Map<string, Arrival[]>();
const asked = new Set<string>();

/** One in 32 is gone; one in 8 is turned away when first asked for: surely not accepted. */
const answerFor = (key: string, isFirst: boolean) => {
  const drawn = createHash('sha256').update(key).digest();
  const [lot, delay] = [drawn.readUInt8(0), drawn.readUInt8(1) / 255];
  const turnedAway = isFirst && lot % 8 === 0;
  const status = lot % 32 === 31 ? 410 : turnedAway ? 503 : 201;
  return { status, afterMs: answerMs * (0.5 + delay) };
};

const server = createServer((request, response) => {
  const [, what = '', campaign = '', recipient = ''] = (request.url ?? '').split('/');
  const known = arrivals.get(campaign) ?? [];
  arrivals.set(campaign, known);
  if (what !== 'push') return response.end(JSON.stringify(known));
  const key = `${campaign} ${recipient}`;
  const { status, afterMs } = answerFor(key, !asked.has(key));
  asked.add(key);
  const worker = String(request.headers['x-worker']);
  const begunAt = Number(request.headers['x-begun-at']);
  known.push({ recipient, worker, begunAt, at: Date.now(), status });
  return setTimeout(() => response.writeHead(status).end(), afterMs);
});

process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
