import { createCampaigns } from 'campaign-machine/service';
import { createSqlite } from 'campaign-machine/sqlite';
import type { CancelSubject } from './subject.js';

/** This package on SQLite, where queue and signals join the commit: no effect is left for later. */
export const openCampaignMachine = async (path: string): Promise<CancelSubject> => {
  const sqlite = createSqlite({ path });
  await sqlite.migrate();
  const campaigns = createCampaigns(sqlite);
  return {
    prepare: async (ids) => {
      for (const id of ids) await campaigns.adopt(id, 'ready');
    },
    cancel: async (id, by, reason) => {
      const answer = await campaigns.cancel(id, { by, reason });
      if (!answer.accepted) throw new Error(`${id} was not cancelled`);
    },
    close: () => sqlite.close(),
  };
};
