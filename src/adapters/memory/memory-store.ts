import { CampaignInputError, isFinal, lifecycle } from '../../lifecycle/index.js';
import type {
  CampaignStore,
  EpochMs,
  NewCampaign,
  WriteOptions,
} from '../../service/campaign-store.js';
import { survivesJson } from '../../service/survives-json.js';
import { commitStep, insertStep, isDue, recordOf } from './commit-step.js';
import { deferEffect, dueEffects, openEffects, settleEffects } from './effect-rows.js';
import { frozenCopy } from './frozen-copy.js';
import { isLive } from './lease-rows.js';
import { type CampaignRow, deleteCampaign, type MemoryState } from './memory-state.js';
import { type MemoryTx, transact } from './transaction.js';
import { hasWork } from './work.js';

const pageMax = 1000;
// Each attempt that fails means that another write succeeded.
const attemptsMax = 1000;

const checkedData = ({ id, data }: NewCampaign): unknown => {
  if (survivesJson(data)) return frozenCopy(data);
  const expected = `data that survives JSON, for campaign ${JSON.stringify(id)}`;
  throw new CampaignInputError('invalid-data', expected, data);
};

/** Runs a writing step alone, or with the caller's `within` in one transaction. */
const write = async <Result>(
  state: MemoryState,
  { tx, within }: WriteOptions<MemoryTx>,
  step: (state: MemoryState) => Result,
  hasWritten: (result: Result) => boolean,
): Promise<Result> => {
  if (within === undefined) return step(tx?.state ?? state);
  const run = async (inner: MemoryTx) => {
    const result = step(inner.state);
    if (hasWritten(result)) await within(inner);
    return result;
  };
  return tx ? run(tx) : transact(state, attemptsMax, run);
};

const byOrder = (a: CampaignRow, b: CampaignRow) => b.order - a.order;

const cursorOf = (after: string | undefined): number => {
  if (after === undefined) return Number.POSITIVE_INFINITY;
  const order = Number(after);
  if (Number.isInteger(order)) return order;
  throw new CampaignInputError('invalid-cursor', 'the `next` of a page that list gave', after);
};

const isPurgeable = ({ record, leases, effects }: CampaignRow, now: EpochMs): boolean =>
  // A row with a status that nobody knows stays where it is, and keeps no other row from going.
  Object.hasOwn(lifecycle, record.status) &&
  isFinal(record.status) &&
  !leases.some((lease) => isLive(lease, now)) &&
  !effects.some(({ settledAs }) => settledAs === null);

/**
 * The store. Every method is one synchronous step behind an async signature: nothing is awaited
 * inside it, so nothing else runs in between, and that is all there is to its atomicity.
 */
export const createMemoryStore = (
  state: MemoryState,
  now: () => EpochMs,
): CampaignStore<MemoryTx> => ({
  now: async () => now(),

  insert: async (campaign, options = {}) => {
    const row = { ...campaign, data: checkedData(campaign) };
    return write(
      state,
      options,
      (target) => insertStep(target, row, now()),
      ({ inserted }) => inserted,
    );
  },

  read: async (campaignId, tx) => {
    const row = (tx?.state ?? state).campaigns.get(campaignId);
    return row && recordOf(row);
  },

  commit: async (change, options = {}) => {
    const frozen = { ...change, decision: frozenCopy(change.decision) };
    return write(
      state,
      options,
      (target) => commitStep(target, frozen, now()),
      ({ outcome }) => outcome === 'committed',
    );
  },

  findCommand: async (campaignId, commandId) =>
    state.campaigns.get(campaignId)?.history.find((entry) => entry.commandId === commandId),

  list: async ({ status, after, limit }) => {
    const below = cursorOf(after);
    const size = Math.min(limit, pageMax);
    const rows = [...state.campaigns.values()]
      .filter(({ order, record }) => order < below && (!status || record.status === status))
      .sort(byOrder);
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return {
      campaigns: page.map(recordOf),
      next: last && rows.length > size ? String(last.order) : null,
    };
  },

  history: async (campaignId, { after, limit }) => {
    const lines = state.campaigns.get(campaignId)?.history ?? [];
    return lines.filter(({ sequence }) => sequence > after).slice(0, Math.min(limit, pageMax));
  },

  waiting: async (limit) => {
    const at = now();
    return [...state.campaigns.values()]
      .filter((row) => (row.record.status === 'ready' && isDue(row, at)) || hasWork(row, at))
      .slice(0, limit)
      .map(({ record }) => record.id);
  },

  dueEffects: async (query) => dueEffects(state, query, now()),
  openEffects: async (campaignId) => openEffects(state, campaignId),
  settleEffects: async (effects) => settleEffects(state, effects),
  deferEffect: async (effect, failure) => deferEffect(state, effect, failure, now()),

  purge: async ({ campaignId, changedBefore = Number.POSITIVE_INFINITY, limit }) => {
    const at = now();
    const rows = [...state.campaigns.values()]
      .filter(({ record }) => campaignId === undefined || record.id === campaignId)
      .filter(({ record }) => record.changedAt < changedBefore)
      .filter((row) => isPurgeable(row, at))
      .slice(0, limit);
    for (const { record } of rows) deleteCampaign(state, record.id);
    return rows.length;
  },
});
