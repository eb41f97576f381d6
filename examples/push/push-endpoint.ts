// A process of its own, started and ended by push-endpoint-process.ts.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { readSubscribers } from './audience.js';
import { createPushService } from './push-service.js';
import { indexOf, makeSubscriber, type Subscriber } from './subscriber.js';

// The channel to the parent closes however the parent ends, also by SIGKILL. It may have closed
// before this line was reached, and then the event is over.
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit();

const { values } = parseArgs({
  options: {
    audience: { type: 'string', default: '' },
    'vapid-key': { type: 'string', default: '' },
    arrivals: { type: 'string', default: '' },
    'delay-ms': { type: 'string', default: '0' },
    gone: { type: 'string', default: '0' },
    throttled: { type: 'string', default: '0' },
    port: { type: 'string', default: '0' },
  },
});

const readAll = async (path: string): Promise<ReadonlyMap<string, Subscriber>> => {
  const subscribers = new Map<string, Subscriber>();
  for await (const subscriber of readSubscribers(path)) subscribers.set(subscriber.id, subscriber);
  return subscribers;
};

const makeOnDemand = (id: string): Subscriber | undefined => {
  const index = indexOf(id);
  return index === undefined ? undefined : makeSubscriber(index);
};

const subscribers = values.audience === '' ? { get: makeOnDemand } : await readAll(values.audience);

const server = createServer(
  createPushService({
    subscribers,
    vapidPublicKey: values['vapid-key'],
    arrivalsFolder: values.arrivals,
    delayMs: Number(values['delay-ms']),
    goneFraction: Number(values.gone),
    throttledFraction: Number(values.throttled),
  }),
);
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port });
});
