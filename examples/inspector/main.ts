// Shows in a terminal what campaigns do, off line: inspectors connect to this relay, and so may viewers.
import { parseArgs } from 'node:util';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectionMessage } from 'campaign-machine/inspect';
import { lineOf } from './line-of.js';
import { serveInspectorRelay } from './serve-relay.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    origin: { type: 'string', multiple: true, default: [] },
  },
});

const failed = (error: Error): never => {
  console.error(`No relay on port ${values.port} (${error.message}). Try another one: --port 9000`);
  process.exit(2);
};
const relay = await serveInspectorRelay({
  port: Number(values.port),
  origins: values.origin,
}).catch(failed);
console.log(`Inspectors and viewers connect to ${relay.url}; what comes is printed here.`);
createWebSocketReceiver({ server: relay.url }).subscribe((message: StatelyInspectionEvent) =>
  console.log(lineOf(message as unknown as InspectionMessage)),
);
