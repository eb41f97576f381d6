import type { CampaignReport, RecipientLedger } from '../../src/service/index.js';

/** One request as the push service recorded it. */
export interface Arrival {
  readonly recipient: string;
  readonly worker: string;
  /** When the worker began to hand it over, by the clock of the machine. */
  readonly begunAt: number;
  readonly at: number;
  /** 201: accepted. 410: refused for good. 503: turned away, and surely not accepted. */
  readonly status: number;
}

/** Where the rows say that a recipient is. */
export interface RecipientRow {
  readonly id: string;
  readonly state: 'pending' | 'begun' | 'delivered' | 'failed' | 'inDoubt';
}

/** Everything that is known of a campaign in the end. */
export interface CampaignEvidence {
  readonly campaignId: string;
  /** How many it was made for. */
  readonly audience: number;
  readonly report: Pick<
    CampaignReport,
    'status' | 'counts' | 'workers' | 'openEffects' | 'audience'
  >;
  readonly recount: Awaited<ReturnType<RecipientLedger['recount']>>;
  readonly rows: readonly RecipientRow[];
  /** Accepted decisions, in their order, as they are stored. */
  readonly moves: readonly string[];
  /** Commands that somebody was told were accepted. */
  readonly acceptedAnswers: readonly string[];
  readonly arrivals: readonly Arrival[];
  /** A moment at which its cancel was certainly stored: when the commit was heard of. */
  readonly cancelStoredBy: number | null;
}

/** When a process stood still, until when. */
export type Frozen = ReadonlyMap<string, readonly (readonly [from: number, until: number])[]>;

/** What the documentation says of a cancel. */
export interface Bound {
  /** Of what was begun before, each worker may still hand over so many. */
  readonly perWorker: number;
  /** And that not later than its lease lasts. */
  readonly withinMs: number;
}
