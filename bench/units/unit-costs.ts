import type { Run } from '../dispatch/measure.js';
import type { AudienceCosts } from './audience-costs.js';
import type { CampaignCosts } from './campaign-costs.js';

/** The ledger's own rate: workers on one campaign, whose messages take no time to speak of. */
export interface LedgerRate extends Run {
  readonly workers: number;
}

/** Everything that `npm run bench:units` measures, each for one of what it is for. */
export interface UnitCosts {
  /** The usual one first: 500 in a chunk, ids only. */
  readonly audiences: readonly [AudienceCosts, ...AudienceCosts[]];
  readonly rates: readonly [LedgerRate, ...LedgerRate[]];
  /** CPU time for what web-push does for one message, µs. */
  readonly encryptUs: number;
  readonly campaign: CampaignCosts;
  /** Bytes of Redis for a campaign that waits in BullMQ. */
  readonly redisBytesPerJob: number;
  /** Dropping the partitions of an audience, however large it is, ms. */
  readonly dropMs: number;
}

/** The rate of the number of workers that did best. */
export const bestRate = ({ rates }: UnitCosts): LedgerRate =>
  rates.reduce((best, rate) => (rate.rate > best.rate ? rate : best));
