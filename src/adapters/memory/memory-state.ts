import type {
  CampaignRecord,
  EpochMs,
  HistoryEntry,
  RecordedEffect,
} from '../../service/campaign-store.js';
import type { ChunkStates } from '../../service/chunk.js';
import type { OwnCounts, Recipient } from '../../service/recipient-ledger.js';

/** An effect, open or settled: the settled ones stay, so that none is recorded twice. */
export interface EffectRow extends Omit<RecordedEffect, 'campaignId' | 'dueAt'> {
  readonly settledAs: 'done' | 'superseded' | null;
}

/** A lease, live or not. `endedAt` is written when it was given back or found expired. */
export interface LeaseRow {
  readonly token: string;
  readonly worker: string;
  readonly exclusive: boolean;
  readonly resendBegun: boolean;
  readonly takenAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly clockErrorMs: number;
}

/** Under which token a recipient fell in doubt, and whether its hand-over was counted by then. */
export interface Doubt {
  readonly token: string;
  readonly counted: boolean;
}

/** A chunk of the audience, or those of a chunk that are to be tried again. */
export interface ChunkRow {
  readonly recipients: readonly Recipient[];
  readonly states: ChunkStates;
  readonly attempt: number;
  readonly notBefore: EpochMs;
  /** The token that claimed it. */
  readonly owner: string | null;
  /** By position. */
  readonly doubts: Readonly<Record<number, Doubt>>;
}

/** Who writes the audience, and how far that is. */
export interface AudienceRow {
  readonly owner: string | null;
  readonly size: number;
  readonly sealed: boolean;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextTryAt: EpochMs | null;
}

/** A campaign with all that belongs to it. */
export interface CampaignRow {
  /** Rises by insertion. */
  readonly order: number;
  readonly record: CampaignRecord;
  readonly history: readonly HistoryEntry[];
  readonly effects: readonly EffectRow[];
  readonly audience: AudienceRow;
  readonly chunks: readonly ChunkRow[];
  readonly leases: readonly LeaseRow[];
  readonly checkpoint: unknown;
  readonly ownCounts: Required<OwnCounts> | null;
  readonly handedOverAfterCancel: number;
}

/** A job that waits in the queue. */
export interface JobRow {
  readonly campaignId: string;
  readonly runAt: EpochMs;
}

/** Everything that is stored, as plain JSON. Two states with the same snapshot behave the same. */
export interface MemorySnapshot {
  readonly sequence: number;
  readonly campaigns: readonly CampaignRow[];
  readonly jobs: readonly JobRow[];
}

/**
 * The rows. A row is never changed, only replaced by another: what was given out cannot change, a
 * step that throws has written nothing, and a snapshot costs two arrays.
 */
export interface MemoryState {
  readonly campaigns: Map<string, CampaignRow>;
  readonly jobs: Map<string, JobRow>;
  /** Numbers campaigns and effects in commit order. */
  sequence: number;
  /** Rises with every write. */
  version: number;
}

/** A state that holds what a snapshot holds. */
export const createState = (from?: MemorySnapshot): MemoryState => ({
  campaigns: new Map(from?.campaigns.map((row) => [row.record.id, row])),
  jobs: new Map(from?.jobs.map((job) => [job.campaignId, job])),
  sequence: from?.sequence ?? 0,
  version: 0,
});

/** Jobs in an order that does not tell how they came about. */
export const byCampaign = (a: JobRow, b: JobRow): number => (a.campaignId < b.campaignId ? -1 : 1);

/** The state as it is now. */
export const snapshotOf = (state: MemoryState): MemorySnapshot => ({
  sequence: state.sequence,
  campaigns: [...state.campaigns.values()],
  jobs: [...state.jobs.values()].sort(byCampaign),
});

const refill = <Row>(map: Map<string, Row>, from: ReadonlyMap<string, Row>): void => {
  map.clear();
  for (const [id, row] of from) map.set(id, row);
};

/** Replaces everything by what a snapshot holds. */
export const restoreState = (state: MemoryState, from: MemorySnapshot): void => {
  const next = createState(from);
  refill(state.campaigns, next.campaigns);
  refill(state.jobs, next.jobs);
  state.sequence = next.sequence;
  state.version += 1;
};

/** The next number in commit order. */
export const nextSequence = (state: MemoryState): number => {
  state.sequence += 1;
  return state.sequence;
};

/** Writes a campaign: the one place where that happens. */
export const putCampaign = (state: MemoryState, row: CampaignRow): void => {
  state.campaigns.set(row.record.id, row);
  state.version += 1;
};

/** Deletes a campaign with all that belongs to it. */
export const deleteCampaign = (state: MemoryState, campaignId: string): void => {
  state.campaigns.delete(campaignId);
  state.version += 1;
};
