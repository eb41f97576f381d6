import type { CampaignStore, EpochMs } from '../../service/campaign-store.js';
import { recordOf } from '../../sql/campaign-row.js';
import { readList } from './campaign-list.js';
import { findCampaign } from './campaign-rows.js';
import { commitStep } from './commit-step.js';
import type { Connection } from './connection.js';
import { deferEffect, dueEffects, openEffects, settleEffects } from './effect-rows.js';
import { findCommand, readHistory } from './history-rows.js';
import { insertStep } from './insert-step.js';
import { purge } from './purge.js';
import type { SqliteLike } from './sqlite-like.js';
import { readWaiting } from './waiting.js';

const limitMax = 1000;

/** The store. Every method is one short transaction, or one statement where that is enough. */
export const createStore = (
  connection: Connection,
  now: () => EpochMs,
  onChange: () => void,
): CampaignStore<SqliteLike> => ({
  now: async () => now(),

  insert: (campaign, options = {}) =>
    connection.write({
      ...options,
      work: ({ session, afterCommit }) => {
        const result = insertStep(session, campaign, now());
        if (result.inserted) afterCommit(onChange);
        return result;
      },
      proceeds: ({ inserted }) => inserted,
    }),

  read: (campaignId, tx) =>
    connection.read((session) => {
      const row = findCampaign(session, campaignId);
      return row && recordOf(row);
    }, tx),

  commit: (change, options = {}) =>
    connection.write({
      ...options,
      work: ({ session, afterCommit }) => {
        const result = commitStep(session, change, now());
        if (result.outcome === 'committed') afterCommit(onChange);
        return result;
      },
      proceeds: ({ outcome }) => outcome === 'committed',
    }),

  findCommand: (campaignId, commandId) =>
    connection.read((session) => findCommand(session, campaignId, commandId)),

  list: (query) => connection.read((session) => readList(session, query, limitMax)),

  history: (campaignId, { after, limit }) =>
    connection.read((session) =>
      readHistory(session, campaignId, after, Math.min(limit, limitMax)),
    ),

  waiting: (limit) => connection.read((session) => readWaiting(session, now(), limit)),

  dueEffects: (query) => connection.read((session) => dueEffects(session, query, now())),

  openEffects: (campaignId) => connection.read((session) => openEffects(session, campaignId)),

  settleEffects: (effects) =>
    connection.write({ work: ({ session }) => settleEffects(session, effects) }),

  deferEffect: (effect, { code, retryInMs }) =>
    connection.write({
      work: ({ session }) => deferEffect(session, effect, { code, nextTryAt: now() + retryInMs }),
    }),

  purge: (query) => purge(connection, query, now),
});
