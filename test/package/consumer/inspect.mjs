// What the inspector is shown, with whatever versions of XState and the library are installed here.
import { createInspector } from '@statelyai/inspect';
import { inspectCampaigns } from 'campaign-machine/inspect';
import { createMemory } from 'campaign-machine/memory';
import { createCampaigns } from 'campaign-machine/service';

/** @type {string[]} */
const shown = [];
const inspector = createInspector({
  send: (message) => {
    if (message.type === '@xstate.actor') shown.push(`is ${message.snapshot.value}`);
    if (message.type === '@xstate.event') shown.push(message.event.type);
    if (message.type === '@xstate.snapshot') shown.push(JSON.stringify(message.snapshot));
  },
});
const observe = inspectCampaigns({ inspector });
const campaigns = createCampaigns({ ...createMemory({ joinsTransaction: true }), observe });
await campaigns.adopt('sale', 'ready');
await campaigns.cancel('sale');
for (let turn = 0; turn < 20; turn += 1) await new Promise((go) => setImmediate(go));
console.log(JSON.stringify({ shown, dropped: observe.dropped }));
