import type { CampaignRecord, CampaignStore } from '../../service/campaign-store.js';
import { recordOf } from '../../sql/campaign-row.js';
import { readList } from './campaign-list.js';
import { findCampaign } from './campaign-rows.js';
import { commitAtOnce, commitStep } from './commit-step.js';
import type { Connection } from './connection.js';
import { deferEffect, dueEffects, openEffects, settleEffects } from './effect-rows.js';
import { findCommand, readHistory } from './history-rows.js';
import { insertStep } from './insert-step.js';
import type { PgClientLike } from './pg-like.js';
import { purge } from './purge.js';
import { storeTime } from './store-time.js';
import { readWaiting } from './waiting.js';

const limitMax = 1000;

/**
 * The store. Every method is one short transaction, or one statement where that is enough. `onChange`
 * is told of every campaign that it has committed.
 */
export const createStore = (
  connection: Connection,
  onChange: (campaign: CampaignRecord) => void,
): CampaignStore<PgClientLike> => ({
  now: async () => {
    const known = connection.clock();
    if (known !== null) return known;
    const row = await connection.read((session) =>
      session.get<{ now: number }>(`select ${storeTime('null')} as now`),
    );
    return row?.now ?? 0;
  },

  insert: (campaign, options = {}) =>
    connection.write({
      ...options,
      work: async (scope) => {
        const result = await insertStep(scope, campaign);
        if (result.inserted) scope.afterCommit(() => onChange(result.campaign));
        return result;
      },
      proceeds: ({ inserted }) => inserted,
    }),

  read: (campaignId, tx) =>
    connection.read(async (session) => {
      const row = await findCampaign(session, campaignId);
      return row && recordOf(row);
    }, tx),

  commit: (change, options = {}) =>
    connection.write({
      ...options,
      work: async (scope) => {
        const result = await commitStep(scope, change);
        if (result.outcome === 'committed') scope.afterCommit(() => onChange(result.campaign));
        return result;
      },
      proceeds: ({ outcome }) => outcome === 'committed',
    }),

  tryCommit: async (changes) => {
    const result = await commitAtOnce(connection, changes);
    if (result) onChange(result.campaign);
    return result;
  },

  findCommand: (campaignId, commandId) =>
    connection.read((session) => findCommand(session, campaignId, commandId)),

  list: (query) => connection.read((session) => readList(session, query, limitMax)),

  history: (campaignId, { after, limit }) =>
    connection.read((session) =>
      readHistory(session, campaignId, after, Math.min(limit, limitMax)),
    ),

  waiting: (limit) => connection.read((session) => readWaiting(session, connection.clock(), limit)),

  dueEffects: (query) =>
    connection.read((session) => dueEffects(session, query, connection.clock())),

  openEffects: (campaignId) => connection.read((session) => openEffects(session, campaignId)),

  settleEffects: (effects) => connection.read((session) => settleEffects(session, effects)),

  deferEffect: (effect, failure) =>
    connection.read((session) => deferEffect(session, effect, failure, connection.clock())),

  purge: (query) => purge(connection, query),
});
