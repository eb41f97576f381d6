import { CampaignInputError } from '../../lifecycle/index.js';
import type { EpochMs } from '../../service/campaign-store.js';
import type { LeaseTaken, OwnCounts, RecipientLedger } from '../../service/recipient-ledger.js';
import { survivesJson } from '../../service/survives-json.js';
import { frozenCopy } from './frozen-copy.js';
import {
  campaignAt,
  isLive,
  isStale,
  leaseState,
  liveLease,
  releaseLease,
  withLease,
} from './lease-rows.js';
import { type CampaignRow, type MemoryState, putCampaign } from './memory-state.js';

type LeaseSteps = Pick<
  RecipientLedger,
  'takeLease' | 'renewLease' | 'endLease' | 'expireLeases' | 'checkpoint'
>;

const refusal = (because: 'not-sending' | 'held' | 'missing'): LeaseTaken => ({
  taken: false,
  because,
});

const takeLease = (
  state: MemoryState,
  request: Parameters<RecipientLedger['takeLease']>[0],
  now: EpochMs,
): LeaseTaken => {
  const { campaignId, token, worker, ttlMs, exclusive, resendBegun = false } = request;
  const row = campaignAt(state, campaignId, now);
  if (row === undefined) return refusal('missing');
  if (row.record.status !== 'sending') return refusal('not-sending');
  const { checkpoint, leases } = row;
  const same = leases.find((lease) => lease.token === token);
  if (same && isLive(same, now)) {
    return { taken: true, now, expiresAt: same.expiresAt, checkpoint };
  }
  if (same) throw new Error(`Expected a lease token that was never used; got ${token} again.`);
  const live = leases.filter((lease) => isLive(lease, now));
  if (live.some((lease) => exclusive || lease.exclusive)) return refusal('held');
  const expiresAt = now + ttlMs;
  const lease = { token, worker, exclusive, resendBegun, takenAt: now, expiresAt };
  putCampaign(state, { ...row, leases: [...leases, { ...lease, endedAt: null, clockErrorMs: 0 }] });
  return { taken: true, now, expiresAt, checkpoint };
};

const expireLeases = (
  state: MemoryState,
  { limit }: Parameters<RecipientLedger['expireLeases']>[0],
  now: EpochMs,
) => {
  const stale = [...state.campaigns.values()].flatMap(({ record: { id }, leases }) =>
    leases.filter((lease) => isStale(lease, now)).map((lease) => ({ id, lease })),
  );
  return stale.slice(0, limit).map(({ id, lease }) => {
    const before = state.campaigns.get(id) as CampaignRow;
    const { row, ...counts } = releaseLease(before, lease, lease.expiresAt, lease.resendBegun);
    putCampaign(state, row);
    return { campaignId: id, worker: lease.worker, ...counts };
  });
};

const noCounts: Required<OwnCounts> = { delivered: 0, failed: 0, inDoubt: 0, skipped: 0 };

const added = (counts: OwnCounts, to: Required<OwnCounts> | null): Required<OwnCounts> => {
  const sum = { ...(to ?? noCounts) };
  for (const key of Object.keys(sum) as (keyof OwnCounts)[]) sum[key] += counts[key] ?? 0;
  return sum;
};

const checkedValue = (value: unknown): unknown => {
  if (survivesJson(value)) return frozenCopy(value);
  throw new CampaignInputError('invalid-data', 'a checkpoint that survives JSON', value);
};

/** Who may work on a campaign, until when, and where the next one goes on. */
export const createMemoryLeases = (state: MemoryState, now: () => EpochMs): LeaseSteps => ({
  takeLease: async (request) => takeLease(state, request, now()),

  renewLease: async ({ campaignId, token }, { ttlMs, clockErrorMs }) => {
    const at = now();
    const row = campaignAt(state, campaignId, at);
    const lease = row && liveLease(row, token, at);
    if (row === undefined || lease === undefined) return { held: false, now: at };
    const largest = Math.max(lease.clockErrorMs, clockErrorMs);
    const renewed = withLease(row, token, { expiresAt: at + ttlMs, clockErrorMs: largest });
    putCampaign(state, renewed);
    return leaseState(renewed, token, at);
  },

  endLease: async ({ campaignId, token }) => {
    const at = now();
    const row = campaignAt(state, campaignId, at);
    if (row === undefined) return;
    const lease = liveLease(row, token, at);
    putCampaign(state, lease ? releaseLease(row, lease, at, lease.resendBegun).row : row);
  },

  expireLeases: async (query) => expireLeases(state, query, now()),

  checkpoint: async ({ campaignId, token }, { value, counts }) => {
    const at = now();
    const row = campaignAt(state, campaignId, at);
    if (row === undefined || !liveLease(row, token, at)) return { held: false, now: at };
    putCampaign(state, {
      ...row,
      checkpoint: value === undefined ? row.checkpoint : checkedValue(value),
      ownCounts: counts === undefined ? row.ownCounts : added(counts, row.ownCounts),
    });
    return leaseState(row, token, at);
  },
});
