export { type CampaignInput, type CampaignMachine, campaignMachine } from './campaign-machine.js';
