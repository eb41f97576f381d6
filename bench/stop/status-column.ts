import { openSqlite } from 'campaign-machine/sqlite';
import { lanes } from './hand-over.js';
import { runLanes } from './run-lanes.js';
import { createStatusTable } from './status-table.js';
import type { OpenVariant } from './variants.js';

const pageSize = 100;

export const openPages: OpenVariant = async (path, handOver) => {
  const database = openSqlite(path);
  const { isSending } = createStatusTable(database);
  return {
    run: async (campaignId, recipients) => {
      for (let sent = 0; sent < recipients && isSending(campaignId); sent += pageSize) {
        await runLanes(lanes, Math.min(pageSize, recipients - sent), handOver.send, () => true);
      }
    },
    close: () => database.close(),
  };
};

export const openEach: OpenVariant = async (path, handOver) => {
  const database = openSqlite(path);
  const { isSending } = createStatusTable(database);
  return {
    run: (campaignId, recipients) =>
      runLanes(lanes, recipients, handOver.send, () => isSending(campaignId)),
    close: () => database.close(),
  };
};

export const openFlag: OpenVariant = async (_path, handOver) => {
  let isCancelled = false;
  return {
    run: (_campaignId, recipients) => {
      isCancelled = false;
      return runLanes(lanes, recipients, handOver.send, () => !isCancelled);
    },
    flag: () => {
      isCancelled = true;
    },
    close: () => {},
  };
};

export const openBare: OpenVariant = async (_path, handOver) => ({
  run: (_campaignId, recipients) => runLanes(lanes, recipients, handOver.send, () => true),
  close: () => {},
});
