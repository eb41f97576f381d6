import { createCampaigns } from 'campaign-machine/service';
import type { CancelSubject } from './subject.js';

/** This package on an adapter whose queue and signals join the commit: no effect is left for later. */
export const openCampaignMachine = <Tx>(
  adapter: Parameters<typeof createCampaigns<Tx>>[0],
  close: () => void,
): CancelSubject => {
  const campaigns = createCampaigns(adapter);
  return {
    prepare: async (ids) => {
      for (const id of ids) await campaigns.adopt(id, 'ready');
    },
    cancel: async (id, by, reason) => {
      const answer = await campaigns.cancel(id, { by, reason });
      if (!answer.accepted) throw new Error(`${id} was not cancelled`);
    },
    close,
  };
};
