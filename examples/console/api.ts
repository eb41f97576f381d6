import type { CampaignStatus } from 'campaign-machine';
import type { Counts, EpochMs, HistoryEntry, Receipt } from 'campaign-machine/service';

/**
 * What the server and the pages say to each other: the JSON of `/api`, in one place.
 *
 * | request                            | answer                                                   |
 * | ---------------------------------- | -------------------------------------------------------- |
 * | GET  /api/campaigns                | `CampaignPage`: ?status, ?after, ?limit (at most 1,000)   |
 * | POST /api/campaigns                | 201 `CampaignRow`, of a `NewCampaign`                    |
 * | GET  /api/campaigns/{id}           | `CampaignDetails`                                        |
 * | POST /api/campaigns/{id}/schedule  | 200 `CommandAnswer`, of a `ScheduleRequest`              |
 * | POST /api/campaigns/{id}/cancel    | 200 `CommandAnswer`, of a `CancelRequest`                |
 * | GET  /api/events                   | server-sent events: `ServerNews`                         |
 * | GET  /api/sample-audience          | a file to try out: ?format=csv or json, ?size (100)       |
 * | GET  /api/openapi.json             | this table, for programs                                 |
 *
 * Requests that change something carry the header `X-Campaign-Console: 1`, and may carry
 * `Idempotency-Key`, which is the command's id. A refusal is a `Problem`.
 */
export interface CampaignRow {
  readonly id: string;
  readonly title: string;
  readonly status: CampaignStatus;
  readonly dueAt: EpochMs | null;
  readonly createdAt: EpochMs;
  readonly changedAt: EpochMs;
  /** Recipients written so far, whether these are all, and how many the campaign was made for. */
  readonly audience: { readonly size: number; readonly sealed: boolean; readonly expected: number };
  readonly counts: Counts;
  /** The higher one of two was read later, also across a restart of the server. */
  readonly version: number;
}

export interface CampaignPage {
  readonly campaigns: readonly CampaignRow[];
  /** The `after` of the page that follows; `null` at the end. */
  readonly next: string | null;
}

export interface CampaignDetails extends CampaignRow {
  readonly body: string;
  readonly receipt: Receipt | null;
  readonly outcome: 'delivered' | 'partial' | 'none' | 'unknown' | null;
  /** Sending, and nobody is at work on it: it is taken up again by itself. */
  readonly stalled: boolean;
  /** Why the audience could not be read, if it could not. */
  readonly audienceError: string | null;
  readonly history: readonly HistoryEntry[];
  /** Oldest first, thinned out to at most 600. */
  readonly samples: readonly Sample[];
}

/** Where a dispatch was at one moment. */
export interface Sample {
  readonly at: EpochMs;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
}

/** A push subscription as browsers give it out. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface NewCampaign {
  /** 1 to 200 characters. */
  readonly title: string;
  /** 1 to 2,000 characters. */
  readonly body: string;
  /** `generated`: subscribers of the endpoint that runs beside the server, 1 to 1,000,000. */
  readonly audience:
    | { readonly kind: 'generated'; readonly size: number }
    /** A file's text: JSON is an array of subscriptions; CSV has the columns endpoint, p256dh, auth. */
    | { readonly kind: 'file'; readonly format: 'csv' | 'json'; readonly content: string };
  /** Left out: it stays a draft. */
  readonly schedule?: ScheduleRequest;
}

export interface ScheduleRequest {
  /** Left out or passed: now. */
  readonly at?: EpochMs;
}

export interface CancelRequest {
  /** At most 500 characters. */
  readonly reason?: string;
}

/** The lifecycle's decision, with the campaign as it now is. */
export interface CommandAnswer {
  readonly accepted: true;
  readonly to: CampaignStatus;
  /** The campaign was already there: nothing was done again. */
  readonly repeated: boolean;
  readonly campaign: CampaignDetails;
}

/** RFC 9457, as `application/problem+json`. */
export interface Problem {
  /** `/problems/CODE`, a page that explains it. */
  readonly type: string;
  readonly title: string;
  /** The number of the HTTP answer. */
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** Of a command that the lifecycle rejected (409). */
  readonly currentStatus?: CampaignStatus;
  readonly acceptedEvents?: readonly string[];
  /** Of bad input (400): which fields, as JSON pointers, and what was expected. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What comes over `/api/events`, by the event's name; each is one line of JSON. */
export interface ServerNews {
  /**
   * First on every connection. Where `resumed` is false the page has missed something and reads again
   * what it shows; where it is true, all that it missed follows.
   */
  readonly hello: {
    readonly server: string;
    readonly resumed: boolean;
    readonly now: EpochMs;
    /** Whether it was started with `--inspect`, and has the socket of the page Inspector. */
    readonly inspects: boolean;
  };
  /**
   * A campaign that is new or has changed, in its row or in what only its details show (the receipt, a
   * stall); at most ten a second for each campaign.
   */
  readonly campaign: CampaignRow;
  /** For those who look at one campaign: a point of its plot. */
  readonly sample: { readonly id: string; readonly sample: Sample };
}
