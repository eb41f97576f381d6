// A page with a live campaign, as in the guide, and the inspector of its own in a frame.
import { createBrowserInspector } from '@statelyai/inspect';
import { campaignMachine } from 'campaign-machine';
import { createActor } from 'xstate';

const iframe = document.querySelector('iframe');
const { inspect } = createBrowserInspector({ iframe, url: '/watch.html' });
const actor = createActor(campaignMachine, { input: { campaignId: 'autumn-sale' }, inspect });
actor.start();
for (const type of ['SCHEDULE', 'COMPLETE', 'CANCEL'] as const) actor.send({ type });
