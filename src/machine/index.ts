export { type CampaignInput, campaignMachine } from './campaign-machine.js';
