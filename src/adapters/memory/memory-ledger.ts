import { CampaignInputError } from '../../lifecycle/index.js';
import type { EpochMs } from '../../service/campaign-store.js';
import { pendingPositions } from '../../service/chunk.js';
import type {
  Claim,
  LeaseRef,
  LeaseState,
  OwnCounts,
  RecipientLedger,
} from '../../service/recipient-ledger.js';
import { survivesJson } from '../../service/survives-json.js';
import { beginAll, settleAll } from './advance-step.js';
import { appendStep, checkRecipients } from './audience-step.js';
import { isSettled } from './commit-step.js';
import { frozenCopy } from './frozen-copy.js';
import { isLive, isStale, liveLease, releaseLease, withoutStale } from './lease-rows.js';
import { type CampaignRow, type MemoryState, putCampaign } from './memory-state.js';
import { recountOf, tallyOf } from './tally.js';
import { canClaim, isLater, nextRetryAt } from './work.js';

const stopped = { claim: null, because: 'stopped', nextAt: null } as const;

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

const claimOf = ({ chunks }: CampaignRow, index: number): Claim => {
  const { attempt, recipients, states } = chunks[index] as CampaignRow['chunks'][number];
  const claimed = pendingPositions(states).flatMap((position) => {
    const recipient = recipients[position];
    return recipient ? { position, recipient } : [];
  });
  return { chunk: index, attempt, recipients: claimed };
};

/** The ledger: steps on the same rows as the store, each of them synchronous like the store's. */
export const createMemoryLedger = (state: MemoryState, now: () => EpochMs): RecipientLedger => {
  /** The campaign as a step should see it: with nothing left of leases that have expired. */
  const fresh = (campaignId: string, at: EpochMs): CampaignRow | undefined => {
    const row = state.campaigns.get(campaignId);
    return row && withoutStale(row, at);
  };
  const put = (row: CampaignRow) => putCampaign(state, row);

  const leaseState = (row: CampaignRow | undefined, token: string, at: EpochMs): LeaseState => {
    const lease = row && liveLease(row, token, at);
    if (row === undefined || lease === undefined) return { held: false, now: at };
    return { held: true, status: row.record.status, now: at, expiresAt: lease.expiresAt };
  };

  /** The campaign, if this lease may still work on it. */
  const working = ({ campaignId, token }: LeaseRef, at: EpochMs): CampaignRow | undefined => {
    const row = fresh(campaignId, at);
    const isWorking = row?.record.status === 'sending' && liveLease(row, token, at);
    return isWorking ? row : undefined;
  };

  const writing = (lease: LeaseRef): CampaignRow | undefined => {
    const row = working(lease, now());
    return row?.audience.owner === lease.token ? row : undefined;
  };

  return {
    takeLease: async ({ campaignId, token, worker, ttlMs, exclusive, resendBegun = false }) => {
      const at = now();
      const row = fresh(campaignId, at);
      if (row === undefined) return { taken: false, because: 'missing' };
      if (row.record.status !== 'sending') return { taken: false, because: 'not-sending' };
      const { checkpoint, leases } = row;
      const same = leases.find((lease) => lease.token === token);
      if (same && isLive(same, at)) {
        return { taken: true, now: at, expiresAt: same.expiresAt, checkpoint };
      }
      if (same) throw new Error(`Expected a lease token that was never used; got ${token} again.`);
      const inTheWay = leases.some((each) => isLive(each, at) && (exclusive || each.exclusive));
      if (inTheWay) return { taken: false, because: 'held' };
      const expiresAt = at + ttlMs;
      const lease = { token, worker, exclusive, resendBegun, takenAt: at, expiresAt };
      put({ ...row, leases: [...leases, { ...lease, endedAt: null, clockErrorMs: 0 }] });
      return { taken: true, now: at, expiresAt, checkpoint };
    },

    renewLease: async ({ campaignId, token }, { ttlMs, clockErrorMs }) => {
      const at = now();
      const row = fresh(campaignId, at);
      if (row === undefined || !liveLease(row, token, at)) return { held: false, now: at };
      const leases = row.leases.map((lease) =>
        lease.token === token
          ? {
              ...lease,
              expiresAt: at + ttlMs,
              clockErrorMs: Math.max(lease.clockErrorMs, clockErrorMs),
            }
          : lease,
      );
      const renewed = { ...row, leases };
      put(renewed);
      return leaseState(renewed, token, at);
    },

    endLease: async ({ campaignId, token }) => {
      const at = now();
      const row = fresh(campaignId, at);
      if (row === undefined) return;
      const lease = liveLease(row, token, at);
      put(lease ? releaseLease(row, lease, at, lease.resendBegun).row : row);
    },

    expireLeases: async ({ limit, resendBegun }) => {
      const at = now();
      const stale = [...state.campaigns.values()].flatMap((row) =>
        row.leases.filter((lease) => isStale(lease, at)).map((lease) => ({ row, lease })),
      );
      return stale.slice(0, limit).map(({ row: { record }, lease }) => {
        const row = state.campaigns.get(record.id) as CampaignRow;
        const resend = resendBegun || lease.resendBegun;
        const released = releaseLease(row, lease, lease.expiresAt, resend);
        put(released.row);
        const { inDoubt, released: count } = released;
        return { campaignId: record.id, worker: lease.worker, inDoubt, released: count };
      });
    },

    ownAudience: async (lease) => {
      const at = now();
      const row = working(lease, at);
      if (row === undefined) return 'stopped';
      const { audience } = row;
      if (audience.sealed) return 'sealed';
      if (audience.owner !== null && audience.owner !== lease.token) return 'busy';
      if (isLater(audience, at)) return 'later';
      put({ ...row, audience: { ...audience, owner: lease.token } });
      return 'owned';
    },

    append: async (lease, recipients) => {
      checkRecipients(recipients);
      const row = writing(lease);
      if (row === undefined || row.audience.sealed) return 'stopped';
      put(appendStep(row, recipients));
      return 'appended';
    },

    seal: async (lease) => {
      const row = writing(lease);
      if (row === undefined) return 'stopped';
      const audience = { ...row.audience, sealed: true, lastError: null, nextTryAt: null };
      put({ ...row, audience });
      return 'sealed';
    },

    failAudience: async (lease, { code, retryInMs }) => {
      const row = writing(lease);
      if (row === undefined || row.audience.sealed) return;
      const { audience } = row;
      const failed = { attempts: audience.attempts + 1, nextTryAt: now() + retryInMs };
      put({ ...row, audience: { ...audience, ...failed, owner: null, lastError: code } });
    },

    claim: async (lease) => {
      const at = now();
      const row = working(lease, at);
      if (row === undefined) return stopped;
      const index = row.chunks.findIndex((chunk) => canClaim(row, chunk, at));
      if (index < 0) return { claim: null, because: 'empty', nextAt: nextRetryAt(row, at) };
      const chunks = row.chunks.map((chunk, each) =>
        each === index ? { ...chunk, owner: lease.token } : chunk,
      );
      const claimed = { ...row, chunks };
      put(claimed);
      return { claim: claimOf(claimed, index) };
    },

    advance: async ({ campaignId, token }, step) => {
      const at = now();
      const row = fresh(campaignId, at);
      if (row === undefined) return { begun: false, lease: { held: false, now: at } };
      const settled = settleAll(row, token, step.settle, at);
      const lease = leaseState(settled, token, at);
      const mayBegin = lease.held && lease.status === 'sending';
      const begun = mayBegin ? beginAll(settled, token, step.begin) : null;
      put(begun ?? settled);
      return { begun: begun !== null, lease };
    },

    checkpoint: async ({ campaignId, token }, { value, counts }) => {
      const at = now();
      const row = fresh(campaignId, at);
      if (row === undefined || !liveLease(row, token, at)) return { held: false, now: at };
      put({
        ...row,
        checkpoint: value === undefined ? row.checkpoint : checkedValue(value),
        ownCounts: counts === undefined ? row.ownCounts : added(counts, row.ownCounts),
      });
      return leaseState(row, token, at);
    },

    tally: async (campaignId) => {
      const row = state.campaigns.get(campaignId);
      return row && tallyOf(row, now());
    },

    recount: async (campaignId) => {
      const row = state.campaigns.get(campaignId);
      if (row === undefined) throw new Error(`There is no campaign ${JSON.stringify(campaignId)}.`);
      return recountOf(row, now());
    },

    completable: async (limit) =>
      [...state.campaigns.values()]
        .filter((row) => row.record.status === 'sending' && isSettled(row))
        .slice(0, limit)
        .map(({ record }) => record.id),
  };
};
