import { createCampaigns } from 'campaign-machine/service';
import { createSqlite, openSqlite } from 'campaign-machine/sqlite';
import { createStatusTable } from './status-table.js';
import type { VariantName } from './variants.js';
import type { WorkerProcess } from './worker-process.js';

/** How a campaign of a variant is made and cancelled, from the harness's own process. */
export interface Canceller {
  prepare(campaignId: string): Promise<void>;
  cancel(campaignId: string, worker: WorkerProcess): Promise<void>;
  close(): void;
}

const openService = async (path: string): Promise<Canceller> => {
  const sqlite = createSqlite({ path });
  await sqlite.migrate();
  const campaigns = createCampaigns(sqlite);
  return {
    prepare: async (id) => {
      await campaigns.create({ id });
      await campaigns.schedule(id);
    },
    cancel: async (id) => {
      await campaigns.cancel(id, { by: 'bench' });
    },
    close: () => sqlite.close(),
  };
};

const openColumn = (path: string, isTold: boolean): Canceller => {
  const database = openSqlite(path);
  const table = createStatusTable(database);
  return {
    prepare: async (id) => table.set(id, 'sending'),
    cancel: async (id, worker) => {
      table.set(id, 'cancelled');
      if (isTold) worker.tell({ type: 'flag' });
    },
    close: () => database.close(),
  };
};

export const openCanceller = async (name: VariantName, path: string): Promise<Canceller> =>
  name === 'campaign-machine' || name === 'no cancel checks'
    ? openService(path)
    : openColumn(path, name === 'a flag');
