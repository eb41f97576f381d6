import type { CampaignEvent, CampaignStatus } from 'campaign-machine/lifecycle';

/** What is asked of a contestant, always for a campaign that is in the given status. */
export type Question =
  | {
      /** Is the event accepted, and what is the status afterwards? */
      readonly question: 'next';
      /** The status afterwards; the one that was given where the event is rejected. */
      readonly ask: (status: CampaignStatus, event: CampaignEvent) => CampaignStatus;
    }
  | {
      /** Is the event accepted? The easier half: nothing is said about where it leads. */
      readonly question: 'accepted';
      readonly ask: (status: CampaignStatus, event: CampaignEvent) => boolean;
    };

/**
 * One way to answer the question. Everything that a user would do once (building machines, resolving
 * snapshots) is done when the module is loaded, before the clock runs.
 */
export type Contestant = Question & {
  readonly name: string;
  /** The package it comes from, where that is not this one. */
  readonly packageName?: string;
  /** How it is driven, for the reader of the table: what one answer costs and what is done before. */
  readonly driven: string;
};
