/** What the simulation and the field tests run: the real code, or the same code with one guard gone. */
export { createMemory } from '../../src/adapters/memory/index.js';
export { createCampaignControl } from '../../src/control/index.js';
export { campaignEventTypes, can, isFinal } from '../../src/lifecycle/index.js';
export { createCampaigns, createDispatcher } from '../../src/service/index.js';
export { reportOf } from '../../src/service/report.js';
