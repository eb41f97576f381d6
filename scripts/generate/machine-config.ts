import { campaignMachine } from '../../src/machine/index.js';

/**
 * The machine as data: what `createMachine` takes, and what Stately's editor opens. Functions are not
 * data, so the context, which only holds the embedder's id of the campaign, is not in it.
 */
export const machineConfig = (): Record<string, unknown> =>
  JSON.parse(JSON.stringify(campaignMachine.config));
