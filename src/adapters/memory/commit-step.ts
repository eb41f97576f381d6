import { CampaignInputError } from '../../lifecycle/index.js';
import type {
  CampaignRecord,
  CommitGuard,
  CommitResult,
  EpochMs,
  HistoryEntry,
  NewCampaign,
  StatusChange,
} from '../../service/campaign-store.js';
import { checkMove } from '../../service/check-move.js';
import { isOpen } from '../../service/chunk.js';
import { storedStatus } from '../../service/stored-status.js';
import {
  type CampaignRow,
  type EffectRow,
  type MemoryState,
  nextSequence,
  putCampaign,
} from './memory-state.js';

/** COMPLETE's guard: nobody writes the audience any more, and nobody in it is pending or begun. */
export const isSettled = ({ audience, chunks }: CampaignRow): boolean =>
  audience.sealed && !chunks.some(({ states }) => isOpen(states));

/** The campaign as it is given out. A status that the lifecycle does not know is an error. */
export const recordOf = ({ record }: CampaignRow): CampaignRecord => {
  storedStatus(record.id, record.status);
  return record;
};

/** A campaign without a due time is due. */
export const isDue = ({ record }: CampaignRow, now: EpochMs): boolean => (record.dueAt ?? 0) <= now;

const guards: Record<CommitGuard, (row: CampaignRow, now: EpochMs) => boolean> = {
  due: isDue,
  settled: isSettled,
};

const recorded = (
  state: MemoryState,
  present: readonly EffectRow[],
  effects: StatusChange['effects'],
  now: EpochMs,
): readonly EffectRow[] => {
  const missing = effects.filter((effect) => !present.some((row) => row.effect === effect));
  const rows = missing.map((effect) => ({
    effect,
    sequence: nextSequence(state),
    attempts: 0,
    recordedAt: now,
    lastError: null,
    nextTryAt: now,
    settledAs: null,
  }));
  return [...present, ...rows];
};

const moved = (record: CampaignRecord, change: StatusChange, now: EpochMs): CampaignRecord => {
  const { decision, by, reason } = change;
  if (!decision.accepted) return record;
  const isCancel = decision.event === 'CANCEL';
  const isScheduled = decision.event === 'SCHEDULE';
  return Object.freeze({
    ...record,
    status: decision.to,
    changedAt: now,
    ...(isScheduled ? { dueAt: Math.max(change.dueAt ?? now, now) } : {}),
    ...(isCancel
      ? { cancellation: Object.freeze({ by, at: now, reason, from: decision.from }) }
      : {}),
  });
};

/** What the command id was answered with before, if this is the same command. */
const replayOf = (row: CampaignRow, change: StatusChange): HistoryEntry | undefined => {
  const entry = row.history.find(({ commandId }) => commandId === change.commandId);
  if (entry === undefined || entry.event === change.decision.event) return entry;
  throw new CampaignInputError(
    'command-id-reused',
    `a command id that was not used for ${entry.event} before`,
    change.commandId,
  );
};

/** The compare-and-set, on a state that nobody else writes meanwhile. */
export const commitStep = (
  state: MemoryState,
  change: StatusChange,
  now: EpochMs,
): CommitResult => {
  checkMove(change);
  const row = state.campaigns.get(change.campaignId);
  if (row === undefined) return { outcome: 'missing' };
  const campaign = recordOf(row);
  const { decision, commandId, by, reason, guard } = change;
  const entry = replayOf(row, change);
  if (entry) return { outcome: 'replayed', campaign, entry };
  if (campaign.status !== decision.from) return { outcome: 'moved', campaign };
  if (decision.accepted && guard && !guards[guard](row, now)) {
    return { outcome: 'guarded', campaign };
  }
  const record = moved(campaign, change, now);
  const line: HistoryEntry = Object.freeze({
    campaignId: record.id,
    sequence: row.history.length + 1,
    at: now,
    event: decision.event,
    commandId,
    by,
    reason,
    decision,
  });
  const effects = decision.accepted
    ? recorded(state, row.effects, change.effects, now)
    : row.effects;
  putCampaign(state, { ...row, record, effects, history: [...row.history, line] });
  return { outcome: 'committed', campaign: record, at: now };
};

/** Writes a campaign that is not there yet. */
export const insertStep = (state: MemoryState, campaign: NewCampaign, now: EpochMs) => {
  const present = state.campaigns.get(campaign.id);
  if (present) return { inserted: false, campaign: recordOf(present) };
  const { id, status, dueAt, data, event, commandId, by, reason } = campaign;
  const record: CampaignRecord = Object.freeze({
    id,
    status: storedStatus(id, status),
    dueAt,
    createdAt: now,
    changedAt: now,
    cancellation: null,
    data,
  });
  const line = { campaignId: id, sequence: 1, at: now, event, commandId, by, reason };
  const order = nextSequence(state);
  putCampaign(state, {
    order,
    record,
    history: [Object.freeze({ ...line, decision: null })],
    effects: recorded(state, [], campaign.effects, now),
    audience: {
      owner: null,
      size: 0,
      sealed: false,
      attempts: 0,
      lastError: null,
      nextTryAt: null,
    },
    chunks: [],
    leases: [],
    checkpoint: null,
    ownCounts: null,
    handedOverAfterCancel: 0,
  });
  return { inserted: true, campaign: record };
};
