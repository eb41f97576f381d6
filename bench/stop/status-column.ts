import { openSqlite } from 'campaign-machine/sqlite';
import { type HandOver, lanes } from './hand-over.js';
import { createStatusTable } from './status-table.js';
import type { OpenVariant } from './variants.js';

/** Keeps 50 lanes busy as long as `goesOn` says so; asked before every single hand-over. */
const runLanes = async (recipients: number, handOver: HandOver, goesOn: () => boolean) => {
  let next = 0;
  const lane = async () => {
    while (next < recipients && goesOn()) {
      next += 1;
      await handOver.send();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

const pageSize = 100;

export const openPages: OpenVariant = async (path, handOver) => {
  const database = openSqlite(path);
  const { isSending } = createStatusTable(database);
  return {
    run: async (campaignId, recipients) => {
      for (let sent = 0; sent < recipients && isSending(campaignId); sent += pageSize) {
        await runLanes(Math.min(pageSize, recipients - sent), handOver, () => true);
      }
    },
    close: () => database.close(),
  };
};

export const openEach: OpenVariant = async (path, handOver) => {
  const database = openSqlite(path);
  const { isSending } = createStatusTable(database);
  return {
    run: (campaignId, recipients) => runLanes(recipients, handOver, () => isSending(campaignId)),
    close: () => database.close(),
  };
};

export const openFlag: OpenVariant = async (_path, handOver) => {
  let isCancelled = false;
  return {
    run: (_campaignId, recipients) => {
      isCancelled = false;
      return runLanes(recipients, handOver, () => !isCancelled);
    },
    flag: () => {
      isCancelled = true;
    },
    close: () => {},
  };
};

export const openBare: OpenVariant = async (_path, handOver) => ({
  run: (_campaignId, recipients) => runLanes(recipients, handOver, () => true),
  close: () => {},
});
