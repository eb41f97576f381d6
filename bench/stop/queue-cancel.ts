import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { lanes } from './hand-over.js';
import { runLanes } from './run-lanes.js';
import { openBoss, openDatabase, type Place } from './server-ports.js';
import type { OpenVariant } from './variants.js';

const pageSize = 100;

/** A status column, read again before each page of 100. */
export const openPostgresPages: OpenVariant = async (path, handOver) => {
  const pool = openDatabase(JSON.parse(path));
  const isSending = async (id: string) => {
    const { rows } = await pool.query('select status from status_column where id = $1', [id]);
    return rows[0]?.status === 'sending';
  };
  return {
    run: async (campaignId, recipients) => {
      for (let sent = 0; sent < recipients && (await isSending(campaignId)); sent += pageSize) {
        await runLanes(lanes, Math.min(pageSize, recipients - sent), handOver.send, () => true);
      }
    },
    close: () => {},
  };
};

interface SendJob {
  readonly campaignId: string;
  readonly recipients: number;
}

/** Runs one job at a time, and tells whoever waits for it that it has ended. */
const createWaiting = () => {
  const ended = new Map<string, () => void>();
  return {
    wait: (campaignId: string) => new Promise<void>((resolve) => ended.set(campaignId, resolve)),
    end: (campaignId: string) => ended.get(campaignId)?.(),
  };
};

/** A job of pg-boss; its signal tells of a cancel at the next heartbeat. */
export const openBossJobs: OpenVariant = async (path, handOver) => {
  const boss = await openBoss(JSON.parse(path));
  const queue = `own-${process.pid}`;
  const waiting = createWaiting();
  await boss.createQueue(queue, { heartbeatSeconds: 10, retryLimit: 0 });
  await boss.work<SendJob>(
    queue,
    { batchSize: 1, pollingIntervalSeconds: 0.5, heartbeatRefreshSeconds: 1 },
    async ([job]) => {
      if (!job) return;
      const { campaignId, recipients } = job.data;
      await runLanes(lanes, recipients, handOver.send, () => !job.signal.aborted);
      waiting.end(campaignId);
    },
  );
  return {
    run: async (campaignId, recipients) => {
      const ended = waiting.wait(campaignId);
      await boss.send(queue, { campaignId, recipients });
      await ended;
    },
    close: () => {},
  };
};

/** Where whoever has jobs of BullMQ is told to cancel them. */
export const bullmqChannel = ({ prefix }: Place): string => `${prefix}:cancel`;

/** A job of BullMQ; `cancelJob` is for the process that has it, which is told over Redis here. */
export const openBullmqJobs: OpenVariant = async (path, handOver) => {
  const place: Place = JSON.parse(path);
  const connect = () => new Redis(place.redisUrl, { maxRetriesPerRequest: null });
  const name = `own-${process.pid}`;
  const queue = new Queue<SendJob>(name, { connection: connect(), prefix: place.prefix });
  const waiting = createWaiting();
  const worker = new Worker<SendJob>(
    name,
    async ({ data }, _token, signal) => {
      await runLanes(lanes, data.recipients, handOver.send, () => !signal?.aborted);
      waiting.end(data.campaignId);
    },
    { connection: connect(), prefix: place.prefix },
  );
  const subscriber = connect();
  await subscriber.subscribe(bullmqChannel(place));
  subscriber.on('message', () => worker.cancelAllJobs());
  return {
    run: async (campaignId, recipients) => {
      const ended = waiting.wait(campaignId);
      await queue.add('send', { campaignId, recipients });
      await ended;
    },
    close: () => {},
  };
};
