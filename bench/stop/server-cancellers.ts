import { Redis } from 'ioredis';
import { bullmqChannel } from './queue-cancel.js';
import { openBoss, openCampaigns, openDatabase, type Place } from './server-ports.js';
import type { ServerVariantName } from './server-variants.js';

/** How a campaign of a variant is made and cancelled, from the harness's own process. */
export interface ServerCanceller {
  prepare(campaignId: string): Promise<void>;
  cancel(campaignId: string): Promise<void>;
}

const openService = async (place: Place): Promise<ServerCanceller> => {
  const campaigns = await openCampaigns(place);
  return {
    prepare: async (id) => {
      await campaigns.create({ id });
      await campaigns.schedule(id);
    },
    cancel: async (id) => void (await campaigns.cancel(id, { by: 'bench' })),
  };
};

const openColumn = async (place: Place): Promise<ServerCanceller> => {
  const pool = openDatabase(place);
  await pool.query('create table status_column (id text primary key, status text not null)');
  return {
    prepare: async (id) =>
      void (await pool.query(`insert into status_column values ($1, 'sending')`, [id])),
    cancel: async (id) =>
      void (await pool.query(`update status_column set status = 'cancelled' where id = $1`, [id])),
  };
};

const openBossCancel = async (place: Place): Promise<ServerCanceller> => {
  const boss = await openBoss(place);
  const pool = openDatabase(place);
  return {
    prepare: async () => {},
    cancel: async (campaignId) => {
      const { rows } = await pool.query(
        `select id, name from pgboss.job where data->>'campaignId' = $1`,
        [campaignId],
      );
      await Promise.all(rows.map(({ id, name }) => boss.cancel(name, id)));
    },
  };
};

const openBullmqCancel = (place: Place): ServerCanceller => {
  const redis = new Redis(place.redisUrl);
  return {
    prepare: async () => {},
    cancel: async (campaignId) => void (await redis.publish(bullmqChannel(place), campaignId)),
  };
};

export const openServerCanceller = async (
  name: ServerVariantName,
  place: Place,
): Promise<ServerCanceller> => {
  if (name === 'campaign-machine on servers') return openService(place);
  if (name === 'postgres alone') return openColumn(place);
  return name === 'pg-boss alone' ? openBossCancel(place) : openBullmqCancel(place);
};
